"""The safety office's console: today's matters, one of them whole, figures, the house. It reads; it moves nothing."""

from web.console.doors import blueprint

__all__ = ["blueprint"]
