"""Phone pages of rounds and campaigns: walking one, the whole of one, and what goes on now."""
