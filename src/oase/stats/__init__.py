"""Statistics on arrays: intervals, tests, false discovery, jackknife, relative importance."""
