"""Transitions, paths, funnels, retention: what customers really did."""
