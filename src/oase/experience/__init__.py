"""Answers, drivers, magic moments, recommendation."""
