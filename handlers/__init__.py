"""What an action means: load, let the rules decide, keep. Never calls a platform, never renders a card."""
