"""Shapes of the data files that no rule decides on: courses, drills, hazard categories, sensors, trades."""
