"""Shapes of the data files that are not types of `rules`: sensors, the demo."""
