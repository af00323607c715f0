"""Take-back: what comes back is looked at, credited, sold again or recycled, and weighed; drop-off places."""
