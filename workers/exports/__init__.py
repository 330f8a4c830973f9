"""Exports over a period: one package of many matters, made in slices, with an index for people.

A flow's recorder makes the part of one matter; this room knows which matters, how far along, and where the parts are.
"""
