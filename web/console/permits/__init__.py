"""The permit's part of the console: its lines on the board, its page, the six questions, figures, paper forms."""
