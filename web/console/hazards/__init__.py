"""Hazards in the console."""
