"""The demo's door: the simulator sets plant time here. Registered only in the demo, open only to this machine."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address
from math import isfinite
from typing import Any

from flask import Blueprint, request

from models import plant_time, store
from web.house import House, house, live_in
from web.refused import Refused, answer_errors

FASTEST = 3600.0


def blueprint(house: House) -> Blueprint:
    doors = Blueprint("demo", __name__, url_prefix="/demo")
    live_in(doors, house)
    answer_errors(doors)
    doors.before_request(_only_here)
    doors.add_url_rule("/clock", view_func=read_clock)
    doors.add_url_rule("/clock", view_func=set_clock, methods=["POST"])
    return doors


def read_clock() -> dict[str, Any]:
    """`{now, rate}`: plant time at this moment and how fast it runs."""
    return {"now": house().now().isoformat(), "rate": plant_time.rate()}


def set_clock() -> dict[str, Any]:
    """`{now, rate}` sets plant time; a time without its zone, or a rate outside 0 to 3600, is refused."""
    given = request.get_json(silent=True)
    try:
        moment, rate = datetime.fromisoformat(given["now"]), float(given.get("rate", 1))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused("时间看不明白。", "请发 {now: 带时区的时间, rate: 倍数}。", 400) from error
    if moment.tzinfo is None or not (isfinite(rate) and 0 <= rate <= FASTEST):
        raise Refused("时间没有时区，或倍数不在 0 到 3600 之间。", "请改好再发。", 400)
    store.write(lambda: plant_time.set_clock(moment, rate, plant_time.real_now()))
    return read_clock()


def _only_here() -> None:
    if not request.remote_addr or not ip_address(request.remote_addr).is_loopback:
        raise Refused("演示的门只对本机开。", "请在运行演示的机器上操作。", 403)
