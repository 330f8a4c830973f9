"""Reporting without a name: public pages without login, behind the code of an area or a machine (`/a/CODE`), and the
way back by the claim code (`/a`).

Nothing here knows who asks: no session, no page token, no upload, no rendition, no address, and no line in the log but
of a fault of the house itself. What a stranger could do is bounded by the posted code, by a ticket for each report, by
how many come by one code or claim, and by how much is read at once.
"""

from __future__ import annotations

import base64
import binascii
import logging
import secrets
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from bot.channel import PLATFORM_NAMES, Platform
from handlers import site_codes
from handlers.hazards import anonymous
from handlers.hazards.kinds import SAME
from handlers.site_codes import NotPosted, Thing
from models import ask as ask_table
from models import hazard as hazards
from models import store
from models.away import FAULTS
from models.hazard import Hazard
from rules.hazards import claims
from rules.phrases import moment_words
from rules.plant import Machine, Plant
from web.crowds import Places, Tries
from web.headers import guard
from web.house import House, house, live_in
from web.people import rulebook
from web.refused import Refused

MOST_BODY = 4 * 1024 * 1024
TICKET_SECONDS = 2 * 3600
# Pages and reports of each code that is posted, looks by each claim that is known, and claims that nobody has, in this
# process: more than a plant needs, and less than a flood. What is no code and no claim takes no place of one that is.
opened, sent, looked, wrong = Tries((300, 60)), Tries((30, 60)), Tries((60, 60)), Tries((60, 60))
reading = Places(1)
PATIENCE_S = 5.0
BUSY = ("这会儿来的太多。请过一分钟再试；有危险马上打电话。", 429)
# What the apps' own browsers call themselves.
APPS: dict[Platform, str] = {"wecom": "wxwork", "dingtalk": "dingtalk"}
log = logging.getLogger("anhao.web")


def blueprint(live: House) -> Blueprint:
    """`/a`, `/a/CODE`. No request of these is counted or logged (`web.requested`)."""
    doors = Blueprint("anonymous", __name__)
    live_in(doors, live)
    guard(doors, live.settings)
    doors.before_request(_limit)
    doors.register_error_handler(HTTPException, _no_page)
    doors.register_error_handler(Refused, _not_yet)
    doors.register_error_handler(Exception, _failed)
    doors.add_url_rule("/a", view_func=_claim)
    doors.add_url_rule("/a/look", view_func=_look, methods=["POST"])
    doors.add_url_rule("/a/<code>", view_func=_form)
    doors.add_url_rule("/a/<code>", "send", _send, methods=["POST"])
    return doors


def _limit() -> None:
    request.max_content_length = MOST_BODY


def _form(code: str) -> Response:
    try:
        thing, plant = _posted(code)
    except NotPosted as error:
        return _said(str(error), 404)
    if not opened.allows(code):
        return _said(*BUSY)
    ticket = _tickets().dumps([claims.code(secrets.randbelow), code])
    where = f"{thing.name}，{plant.area(thing.area).name}" if isinstance(thing, Machine) else thing.name
    agent = request.user_agent.string.lower()
    app = next((PLATFORM_NAMES[name] for name, mark in APPS.items() if mark in agent), "")
    page = render_template(
        "h5/anonymous.html", where=where, ticket=ticket, app=app, most=anonymous.MOST_PHOTOS, words=anonymous.MOST_WORDS
    )
    return make_response(page)


def _send(code: str) -> Response:
    """`{ticket, words, photos, danger}` → `{ok, words, number, claim}`; sent again with the same ticket it is the same
    report."""
    try:
        thing, _ = _posted(code)
        claim, of = _tickets().loads(str(_body().get("ticket", "")), max_age=TICKET_SECONDS)
        if of != code:
            return _answer("这一页不是从这张码打开的。请重新扫码。", 403)
        if not sent.allows(code):
            return _answer(*BUSY)
        with reading.one(PATIENCE_S) as free:
            if not free:
                return _answer(*BUSY)
            told = _told(thing)
    except (NotPosted, anonymous.NotTaken) as error:
        return _answer(str(error), 422)
    except (BadData, ValueError):
        return _answer("这一页开得太久了，没有收。请重新扫码打开，再发一次。", 401)
    home = house()
    try:
        kept = claims.kept(claim, home.settings.signing_key)
        hazard = store.write(lambda: anonymous.report(told, kept, home.now()))
    except anonymous.NotTaken as error:
        return _answer(str(error), 422)
    words = f"{hazard.number} 收到了，会有人去改。"
    return jsonify(ok=True, words=words, number=hazard.number, claim=claims.shown(claim))


def _claim() -> Response:
    return make_response(render_template("h5/claim.html"))


def _look() -> Response:
    """`{claim}` → how it stands and what was done, without anybody's name."""
    claim = claims.heard(str(_body().get("claim", "")))
    found = hazards.of_claim(claims.kept(claim, house().settings.signing_key)) if claim else None
    if not (looked.allows(claim) if found else wrong.allows("all")):
        return _answer(*BUSY)
    if found is None:
        return _answer("没有这个查询码。请核对：12 个字，没有字母 O、I、L。", 404)
    return jsonify(ok=True, number=found.number, lines=_stands(found, rulebook(house().now()).plant))


def _stands(one: Hazard, plant: Plant) -> list[str]:
    word, _ = hazards.stands(one)
    mended = one.work.mended[-1] if one.work.mended else None
    until = one.until if one.work.assigned_at and not one.closed_at else None
    return [
        f"{hazards.title(one)}：{word}",
        *([f"{moment_words(until.astimezone(plant.zone))} 前改好"] if until else ()),
        *([f"做了什么：{mended.note}"] if mended else ()),
        *([f"不算隐患，因为：{one.work.reason}"] if one.work.reason else ()),
        *_joined(one),
        *([f"{moment_words(one.closed_at.astimezone(plant.zone))} 销号"] if one.closed_at else ()),
    ]


def _joined(one: Hazard) -> list[str]:
    """The other one that it is like or was joined to, whoever says so, and what its reporter can do."""
    if ask_table.movable(one.subject, SAME):
        return ["有一条很像，安全部门在看是不是同一处，10 分钟没定就另派人"]
    number = hazards.joined(one)
    other = hazards.by_number(number) if number else None
    if other is None:
        return []
    apart = "；或者请安全部门分开" if one.state == "merged" else ""
    return [
        f"安全部门看过，和 {other.number} 是同一处，并过去了。那一条：{hazards.stands(other)[0]}",
        f"不是同一处的，请重新扫码再报一条，写明哪里不一样{apart}",
    ]


def _posted(code: str) -> tuple[Thing, Plant]:
    """What the code stands at. Raises NotPosted, also where the plant takes no such reports."""
    now = house().now()
    plant = rulebook(now).plant
    thing = site_codes.held_at(code, plant, house().settings.signing_key)
    if not anonymous.takes(now):
        raise NotPosted("这个厂不收不留名的隐患。请在企业微信或钉钉里扫这张码，或当面告诉班长。")
    return thing, plant


def _told(thing: Thing) -> anonymous.Told:
    """What was sent. Raises NotTaken."""
    body = _body()
    given, said = body.get("photos", []), body.get("words", "")
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given) or not isinstance(said, str):
        raise anonymous.NotTaken("照片或说明没传完整，没有收。请重新扫码打开，再发一次。")
    texts: list[str] = given
    if len(texts) > anonymous.MOST_PHOTOS:
        raise anonymous.NotTaken(f"照片最多 {anonymous.MOST_PHOTOS} 张。请删掉几张再发。")
    photos = tuple(anonymous.stripped(_decoded(each)) for each in texts)
    words = "".join(each for each in said if each.isprintable() or each == "\n")
    return anonymous.Told(words, photos, body.get("danger") is True, thing)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.partition(",")[2], validate=True)
    except binascii.Error as error:
        raise anonymous.NotTaken("有一张照片没传完。请删掉它，重新拍一张再发。") from error


def _body() -> dict[str, Any]:
    given = request.get_json(silent=True)
    return given if isinstance(given, dict) else {}


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house().settings.signing_key, salt="anonymous")


def _said(words: str, status: int) -> Response:
    head, _, todo = words.partition("。")
    return make_response(render_template("h5/message.html", refusal=Refused(f"{head}。", todo, status)), status)


def _answer(words: str, status: int) -> Response:
    return make_response(jsonify(ok=False, words=words), status)


def _no_page(error: HTTPException) -> Response:
    if error.code == 413:
        return _answer("照片太大。请少传一张，或重新拍。", 413)
    return _said("没有这一页。请重新扫码。", error.code or 404)


def _not_yet(error: Refused) -> Response:
    return _said(f"{error.words}{error.todo}", error.status)


def _failed(error: Exception) -> Response:
    """A fault of the house: what it was, without what was sent or from where."""
    if not isinstance(error, FAULTS):
        log.error("a public page failed: %s", type(error).__name__)
    return _answer("没有收下，是系统的问题。请过一会儿再发一次；有危险马上打电话。", 503)
