"""The addresses of the phone pages. Each view is one line; the function that it calls says what it does."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, request
from werkzeug.wrappers import Response

from web.h5 import login, pictures
from web.h5.act import act, open_finds, open_stands
from web.h5.compared import Differences, compared
from web.h5.files import show as show_file
from web.h5.finding import lacking, people
from web.h5.mine_page import listed as mine_listed
from web.h5.pages import DOORS, STANDS
from web.h5.permits.compared import Glance
from web.h5.permits.permit_view import public
from web.h5.posted_door import scanned
from web.h5.script import signed_anew
from web.h5.target import Target, read
from web.h5.where import scanned as scanned_here
from web.h5.where import where
from web.headers import guard
from web.house import House, live_in
from web.refused import Refused, answer_errors
from web.statics import STATIC, address, keep_files

WEB = Path(__file__).resolve().parent.parent
NO_PAGE = Refused("没有这一页。", "请从聊天里的卡片重新打开。", 404)


def blueprint(house: House, differences: Differences, glance: Glance) -> Blueprint:
    """Pages under /h5, the public page of a permit under /p, posted codes under /s, static files under
    /assets. A platform without a channel has no login. differences: see `compared.py`; glance: see
    `permits/compared.py`."""
    doors = Blueprint(
        "h5",
        __name__,
        template_folder=str(WEB / "templates"),
        static_folder=str(STATIC),
        static_url_path=address(),
    )
    live_in(doors, house)
    guard(doors, house.settings)
    keep_files(doors)
    answer_errors(doors)
    if "wecom" in house.channels:
        doors.add_url_rule("/h5/wecom/login", view_func=login.end_wecom)
        doors.add_url_rule("/h5/wecom/<page>/<thing>", view_func=_wecom)
    if "dingtalk" in house.channels:
        doors.add_url_rule("/h5/dingtalk/login", view_func=login.end_dingtalk, methods=["POST"])
        doors.add_url_rule("/h5/dingtalk/<page>/<thing>", view_func=_dingtalk)
    open_stands(STANDS)
    open_finds({"training.send": lacking})
    for path, view, methods in DOORS:
        doors.add_url_rule(path, path.replace(".", "_"), view, methods=list(methods))
    doors.add_url_rule("/h5/act", view_func=act, methods=["POST"])
    doors.add_url_rule("/h5/script", view_func=signed_anew, methods=["POST"])
    doors.add_url_rule("/h5/where", view_func=where, methods=["POST"])
    doors.add_url_rule("/h5/scanned", "scanned_here", scanned_here, methods=["POST"])
    doors.add_url_rule("/h5/mine", view_func=mine_listed, methods=["POST"], endpoint="mine_listed")
    doors.add_url_rule("/h5/people", view_func=people, methods=["POST"])
    doors.add_url_rule("/h5/compared", "compared", lambda: compared(differences), methods=["POST"])
    doors.add_url_rule("/h5/pictures", "begin_picture", pictures.begin, methods=["POST"])
    doors.add_url_rule("/h5/pictures/whole", "whole_picture", pictures.whole, methods=["POST"])
    doors.add_url_rule("/h5/pictures/<number>/seen", "seen_picture", pictures.seen)
    doors.add_url_rule("/h5/pictures/<number>", "picture", pictures.one, methods=["HEAD", "PATCH", "POST", "DELETE"])
    doors.add_url_rule("/h5/<path:rest>", view_func=_nothing, methods=["GET", "POST"])
    doors.add_url_rule("/h5/file/<signed>", "file", show_file)
    doors.add_url_rule("/p/<number>", "public", lambda number: public(number, glance))
    doors.add_url_rule("/s/<code>", view_func=scanned)
    return doors


def _wecom(page: str, thing: str) -> Response:
    return login.begin_wecom(_target(page, thing))


def _dingtalk(page: str, thing: str) -> str:
    return login.begin_dingtalk(_target(page, thing))


def _target(page: str, thing: str) -> Target:
    rendition = request.args.get("r", "")
    wanted = read(f"{page}/{thing}" + (f"?r={rendition}" if rendition else ""))
    if wanted is None:
        raise NO_PAGE
    return wanted


def _nothing(rest: str) -> Response:
    raise NO_PAGE
