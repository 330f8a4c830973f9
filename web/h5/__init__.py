"""Phone pages that a card opens: sign, give back, ask for a permit, look at one, prove to be on site."""

from web.h5.doors import blueprint

__all__ = ["blueprint"]
