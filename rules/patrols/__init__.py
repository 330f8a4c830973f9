"""Rounds and campaigns: which fall due when, who walks them, and how far they have come. Pure."""
