"""Oase: the journeys customers really take, and which touchpoints are magic moments.

>>> import oase
>>> oase.__version__
'0.1.0'
"""

__version__ = "0.1.0"
