"""The safety office's pages of drills."""
