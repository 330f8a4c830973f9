"""The demo's doors: the simulator sets plant time here, starts the story and asks what is posted and who has come.
Registered only in the demo, open only to this machine, and to no page but the demo's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, request

from handlers import site_codes
from models import plant_time, store
from models.book import Book
from rules.given import moment as read_moment
from rules.given import number
from web.here import at_this_machine
from web.house import House, house, live_in
from web.people import rulebook
from web.refused import Refused, answer_errors

Begin = Callable[[], tuple[str, str] | None]
Owners = Callable[[Book], list[dict[str, Any]]]
FASTEST = 3600.0
FIRST_YEAR, LAST_YEAR = 2000, 2100


def blueprint(house: House, start_story: Begin, begin_again: Begin, owners: Owners) -> Blueprint:
    """start_story: begins the story (it plays once in a store); begin_again: has the demo begin again with a new store.
    Both give why not and what to do, or None when it begins. owners: whose phones there are."""
    doors = Blueprint("demo", __name__, url_prefix="/demo")
    live_in(doors, house)
    answer_errors(doors)
    doors.before_request(_only_here)
    doors.add_url_rule("/clock", view_func=read_clock)
    doors.add_url_rule("/clock", view_func=set_clock, methods=["POST"])
    doors.add_url_rule("/posted", view_func=posted, methods=["POST"])
    doors.add_url_rule("/people", "people", lambda: _people(owners), methods=["POST"])
    doors.add_url_rule("/story", "story", lambda: _story(start_story), methods=["POST"])
    doors.add_url_rule("/afresh", "afresh", lambda: _afresh(begin_again), methods=["POST"])
    return doors


def read_clock() -> dict[str, Any]:
    """`{now, rate}`: plant time at this moment and how fast it runs."""
    return {"now": house().now().isoformat(), "rate": plant_time.rate()}


def set_clock() -> dict[str, Any]:
    """`{now, rate}` sets plant time; a time without its zone or outside the years 2000 to 2100, or a rate outside 0
    to 3600, is refused."""
    body = request.get_json(silent=True)
    given = body if isinstance(body, dict) else {}
    try:
        moment, rate = read_moment(given["now"]), number(given.get("rate", 1))
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("时间看不明白。", "请发 {now: 带时区的时间, rate: 倍数}。", 400) from error
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR or not 0 <= rate <= FASTEST:
        raise Refused("时间没有时区、不在 2000 到 2100 年，或倍数不在 0 到 3600 之间。", "请改好再发。", 400)
    store.write(lambda: plant_time.set_clock(moment, rate, plant_time.real_now()))
    return read_clock()


def posted() -> dict[str, Any]:
    """`{codes: [{name, link}]}`: the code on each area's poster, so that a simulated phone can scan it."""
    home, now = house(), house().now()
    plant = rulebook(now).plant
    key = home.settings.signing_key
    made = store.write(lambda: site_codes.posters(plant, plant.areas, home.base, key, "", now))
    return {"codes": [{"name": each.area, "link": each.link} for each in made]}


def _people(owners: Owners) -> dict[str, Any]:
    """`{rules}`: which answer is known already. `{rules, people}`: whose phones there are, empty where that is all."""
    body, book = request.get_json(silent=True), rulebook(house().now())
    known = isinstance(body, dict) and body.get("rules") == book.version
    return {"rules": book.version, "people": [] if known else owners(book)}


def _story(start_story: Begin) -> dict[str, Any]:
    if why := start_story():
        raise Refused(*why, 409)
    return {"ok": True, "words": "演示开始了：有新卡片的手机自己上前，看他们一个个签。演完换你来。"}


def _afresh(begin_again: Begin) -> dict[str, Any]:
    if why := begin_again():
        raise Refused(*why, 409)
    return {"ok": True, "words": "正在重新开始：先停下，把现在的票和聊天收起来，再从头开。好了这一页自己回来。"}


def _only_here() -> None:
    if not at_this_machine(urlsplit(house().base).hostname or ""):
        raise Refused("演示的门只对本机和演示自己的网页开。", "请在运行演示的机器上，从手机墙上操作。", 403)
