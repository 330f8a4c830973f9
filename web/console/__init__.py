"""The safety office's console: today's matters, each of them whole, figures, the house. It only reads."""

from web.console.doors import blueprint

__all__ = ["blueprint"]
