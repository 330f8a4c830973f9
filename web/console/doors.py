"""The addresses of the console. A new page adds only its address here and its line in the rail."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, g
from werkzeug.wrappers import Response

from web.console import board, house_page, matter_page, pictures, search_page, signin, suggestions
from web.console.guard import guard
from web.console.permits import figures_page, permit_page
from web.house import House
from web.refused import Refused

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
RAIL = [
    ("console.board", "看板"),
    ("console.search", "查找"),
    ("console.figures", "数字"),
    ("records.exports", "导出"),
    ("records.papers", "纸票"),
    ("records.site_codes", "现场码"),
    ("console.house", "运行"),
]


def blueprint(home: House) -> Blueprint:
    """Pages under /console, behind the sign-in."""
    doors = Blueprint("console", __name__, url_prefix="/console", template_folder=str(TEMPLATES))
    guard(doors, home)
    doors.app_context_processor(lambda: {"rail": RAIL})
    doors.add_url_rule("/", "board", board.show)
    doors.add_url_rule("/board/live", "live", board.live)
    doors.add_url_rule("/search", "search", search_page.show)
    doors.add_url_rule("/permits/<number>", "permit", permit_page.show)
    doors.add_url_rule("/matters/<number>", "matter", matter_page.show)
    doors.add_url_rule("/pictures/<digest>", "picture", pictures.show)
    doors.add_url_rule("/people", "people", suggestions.people)
    doors.add_url_rule("/figures", "figures", figures_page.show)
    doors.add_url_rule("/house", "house", house_page.show)
    doors.add_url_rule("/signin", "signin", signin.show)
    doors.add_url_rule("/signin", "signin_check", signin.enter, methods=["POST"])
    doors.add_url_rule("/signout", "signout", signin.leave, methods=["POST"])
    doors.add_url_rule("/password", "password", signin.show_password)
    doors.add_url_rule("/password", "password_change", signin.change_password, methods=["POST"])
    doors.add_url_rule("/<path:rest>", "nothing", _nothing)
    return doors


def _nothing(rest: str) -> Response:
    if g.get("demo") and rest.strip("/") == "login":
        raise Refused("这是演示，在这台机器上打开控制台不用登录。", "请从左边的目录打开。", 404)
    raise Refused("控制台没有这一页。", "请从目录打开。", 404)
