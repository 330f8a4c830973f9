"""Gas tests: typed in or reported by detectors, kept, and missed when a detector falls silent."""
