"""Cases: a damaged thing, how it is mended, what that costs, and what its owner is told on the way."""
