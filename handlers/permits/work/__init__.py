"""The permit at work: the watch, checks, entry, stops, hand-over."""
