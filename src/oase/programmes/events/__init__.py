"""Events: the tour of the repair bus, its stops, bookings, and the queue of those who come without one."""
