"""The console's part of training: how it stands, who lacks what, what is still known, one person's file."""
