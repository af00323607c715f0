"""Data to SVG pictures and chart specs."""
