"""The console's part of rounds and campaigns: lines of the board, and a page of their own."""
