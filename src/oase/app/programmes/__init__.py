"""What crosses the programmes: advice from law, stops, kits and factors; news told to the door."""
