"""Behind the QR of a posted code: the page of the app that scanned it. Whether the code holds is said there, after the
login."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from bot.channel import PLATFORM_NAMES
from handlers import site_codes
from handlers.hazards import anonymous
from models import posted
from models.posted import MACHINE
from web.h5.target import Target
from web.house import house
from web.onward import is_ours

# What the apps' own browsers call themselves.
APPS = {"wecom": "wxwork", "dingtalk": "dingtalk"}


def scanned(code: str) -> Response:
    """`/s/CODE` in the app that asks; any other browser (a camera's, say) may choose one."""
    browser = request.user_agent.string.lower()
    found = posted.by_number(site_codes.number_of(code, house().settings.signing_key))
    page = "machine" if found and found.kind == MACHINE else "site"
    links = {name: Target(page, code).path(name) for name in PLATFORM_NAMES if name in house().channels}
    for platform, link in links.items():
        if not is_ours(link, "/h5/"):
            raise NotFound
        if len(links) == 1 or APPS[platform] in browser:
            return redirect(link)
    unnamed = f"/a/{code}" if found and anonymous.takes(house().now()) else ""
    apps = [(PLATFORM_NAMES[platform], link) for platform, link in links.items()]
    return make_response(render_template("h5/posted.html", apps=apps, unnamed=unnamed))
