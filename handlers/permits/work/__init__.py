"""The permit at work: watched, checked, entered, stopped, handed over."""
