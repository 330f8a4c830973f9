"""Faults that a plant's files may still have when their shape is right. Each module looks for one kind of fault."""
