"""The self-contained report."""
