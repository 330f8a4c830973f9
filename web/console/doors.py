"""The addresses of the console: the house's own, and those of each flow's room (`rooms.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, g
from werkzeug.wrappers import Response

from web.console import (
    board,
    house_page,
    matter_page,
    pictures,
    search_page,
    sensors_page,
    signin,
    staff_page,
    suggestions,
)
from web.console.guard import guard
from web.console.room import Door
from web.console.rooms import rooms
from web.house import House
from web.refused import Refused

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
RAIL = (
    ("records.exports", "导出"),
    ("records.papers", "纸票"),
    ("records.site_codes", "现场码"),
    ("console.sensors", "传感器"),
    ("console.staff", "人员"),
    ("console.house", "运行"),
)
"""What follows the flows' own pages."""
DOORS = (
    Door("/", "board", board.show),
    Door("/board/live", "live", board.live),
    Door("/search", "search", search_page.show),
    Door("/matters/<number>", "matter", matter_page.show),
    Door("/pictures/<digest>", "picture", pictures.show),
    Door("/people", "people", suggestions.people),
    Door("/house", "house", house_page.show),
    Door("/sensors", "sensors", sensors_page.show),
    Door("/staff", "staff", staff_page.show),
    Door("/staff", "staff_enter", staff_page.enter, "POST"),
    Door("/staff/decide", "staff_decide", staff_page.decide, "POST"),
    Door("/signin", "signin", signin.show),
    Door("/signin", "signin_check", signin.enter, "POST"),
    Door("/signout", "signout", signin.leave, "POST"),
    Door("/password", "password", signin.show_password),
    Door("/password", "password_change", signin.change_password, "POST"),
)


def blueprint(home: House) -> Blueprint:
    """Pages under /console, behind the sign-in."""
    doors = Blueprint("console", __name__, url_prefix="/console", template_folder=str(TEMPLATES))
    guard(doors, home)
    rail = [("console.board", "看板"), ("console.search", "查找"), *_rail(), *RAIL]
    doors.app_context_processor(lambda: {"rail": rail})
    for door in (*DOORS, *(door for room in rooms() for door in room.doors)):
        show = matter_page.own(door.show) if door.of else door.show
        doors.add_url_rule(door.address, door.name, show, methods=[door.method])
    doors.add_url_rule("/<path:rest>", "nothing", _nothing)
    return doors


def _rail() -> Iterator[tuple[str, str]]:
    for room in rooms():
        yield from ((f"console.{name}", words) for name, words in room.rail)


def _nothing(rest: str) -> Response:
    if g.get("demo") and rest.strip("/") == "login":
        raise Refused("这是演示，在这台机器上打开控制台不用登录。", "请从左边的目录打开。", 404)
    raise Refused("控制台没有这一页。", "请从目录打开。", 404)
