"""Response headers of the phone pages: no inline script, no referrer, nothing kept by caches."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response

from config.settings import Settings

# The platform apps' own bridges open hidden frames with these schemes.
BRIDGE_FRAMES = "weixin: wvjbscheme: dingtalk:"


def content_policy(settings: Settings) -> str:
    """Scripts from us and from the two platforms' script addresses; framed only by the demo's wall of phones."""
    addresses = (settings.wecom.jssdk, settings.wecom.agent_jssdk, settings.dingtalk.jsapi)
    scripts = sorted(set(map(_origin, addresses)))
    wall = f" {_origin(settings.simulator_url)}" if settings.simulator_url else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {' '.join(scripts)}",
            f"connect-src 'self' {' '.join(scripts)}",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            f"frame-src {BRIDGE_FRAMES}",
            f"frame-ancestors 'self'{wall}",
            "form-action 'none'",
            "base-uri 'none'",
        )
    )


def guard(blueprint: Blueprint, settings: Settings) -> None:
    """Adds the headers to each page and answer; static files keep their own caching."""
    policy = content_policy(settings)

    @blueprint.after_request
    def _add(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if not response.direct_passthrough:
            response.headers["Cache-Control"] = "no-store"
        return response


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
