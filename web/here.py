"""Where a request comes from: through which servers, and whether from somebody who sits at this machine."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

# What forwarding servers add.
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


def behind(app: Flask, proxies: int) -> None:
    """Behind so many forwarding servers of the house's own, a request comes from whom they name."""
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0)  # type: ignore[method-assign]  # as flask wants it


def at_this_machine(*more: str) -> bool:
    """Never true behind a forwarding server, where everybody would seem to sit here; nor under another name than this
    machine's own (and `more`): a page elsewhere may have given its name this machine's address, to read what a browser
    here sees. Nor when such a page has a browser here send something: then its origin is named.
    """
    if any(name in request.headers for name in FORWARDED) or not _is_here(request.remote_addr or ""):
        return False
    named = [f"//{request.host}", *request.headers.getlist("Origin")]
    return all(host in more or _is_here(host) for host in map(_host, named))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
