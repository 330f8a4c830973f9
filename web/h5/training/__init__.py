"""Phone pages of training."""
