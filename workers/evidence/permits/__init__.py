"""A permit on paper and in a package: its record in words, the printed form, the six questions, blank forms."""
