"""What the public page of a permit says of its rows and its sealed chain."""

from __future__ import annotations

from collections.abc import Callable

from models.permit import Permit

Glance = Callable[[Permit], str]
"""Where the little that the page shows is not what the chain says, in one sentence, from few entries."""
