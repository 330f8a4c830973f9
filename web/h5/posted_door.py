"""Behind the QR of a posted code: the page of the app that scanned it. Whether the code holds is said there, after the
login."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from bot.channel import PLATFORM_NAMES
from web.h5.target import Target
from web.house import house

# What the apps' own browsers call themselves.
APPS = {"wecom": "wxwork", "dingtalk": "dingtalk"}


def scanned(code: str) -> Response:
    """`/s/CODE` in the app that asks; any other browser (a camera's, say) may choose one."""
    browser = request.user_agent.string.lower()
    links = {name: Target("site", code).path(name) for name in PLATFORM_NAMES if name in house().channels}
    for platform, link in links.items():
        if len(links) == 1 or APPS[platform] in browser:
            return redirect(link)
    apps = [(PLATFORM_NAMES[platform], link) for platform, link in links.items()]
    return make_response(render_template("h5/posted.html", apps=apps))
