"""A year of Lindwerk's programmes: what is set up, what happens to things, and the truth planted in it.

In: a number of persons, a seed, the present moment and how persons are called in the house. Out: what
``programmes.moving_in`` sets up, plays and publishes, and what must be found in it (``truth``).
"""

from oase.demo.programmes.company import beginning, ending
from oase.demo.programmes.hers import hers
from oase.demo.programmes.live import Came, came
from oase.demo.programmes.records import repair_records
from oase.demo.programmes.year import Year, year

__all__ = ["Came", "Year", "beginning", "came", "ending", "hers", "repair_records", "year"]
