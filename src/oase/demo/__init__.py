"""Invented customers of the invented brand Lindwerk."""
