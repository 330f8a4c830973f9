"""Whether a request comes from somebody who sits at this machine."""

from __future__ import annotations

from ipaddress import ip_address

from flask import request


def at_this_machine() -> bool:
    """Never true behind a forwarding server, where everybody would seem to sit here."""
    address = request.remote_addr
    return bool(address) and ip_address(str(address)).is_loopback and "X-Forwarded-For" not in request.headers
