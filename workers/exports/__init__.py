"""Exports of many permits: one package over a period, made in slices, with an index for people.

What one permit's part looks like is the evidence room's; here is which permits, how far, and where the parts are.
"""
