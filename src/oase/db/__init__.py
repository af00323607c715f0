"""Warm memory: the operational SQL database of a house."""
