"""Sentences in German and English, number and date forms."""
