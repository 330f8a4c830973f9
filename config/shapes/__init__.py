"""Shapes of the data files that are not types of `rules`: courses, drills, hazard categories, sensors, trades, the
demo."""
