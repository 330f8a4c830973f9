"""The end of a permit: its period is over, its work is accepted, its record is archived and exported."""
