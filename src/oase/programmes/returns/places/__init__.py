"""Where clothes and shoes can be dropped off: read from an extract of OpenStreetMap, found by postcode."""
