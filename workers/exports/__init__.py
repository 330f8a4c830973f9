"""Exports over a period: one package of many matters, made in slices, with an index for people.

What one matter's part looks like is its flow's recorder's; here is which matters, how far, and where the parts are.
"""
