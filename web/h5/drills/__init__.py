"""Phone pages of drills."""
