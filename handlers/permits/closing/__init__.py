"""The end of a permit: its period is over, its work is accepted."""
