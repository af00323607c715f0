"""A past of programmes, put in at once: what was set up, and what happened, played by the real functions."""

from oase.programmes.moving_in.playing import Played, Setting, Step, play
from oase.programmes.moving_in.setting_up import Beginning, Ending, publish, set_up

__all__ = ["Beginning", "Ending", "Played", "Setting", "Step", "play", "publish", "set_up"]
