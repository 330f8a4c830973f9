"""Faults of a plant's data that files of the right shape still have. Each module answers for one kind of them."""
