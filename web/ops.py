"""What operations look at: whether the house is alive and ready, what is not well (in plain words), and its figures."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import isnan
from pathlib import Path

from flask import Blueprint, Response, jsonify
from peewee import PeeweeException

from config.logs import version
from config.settings import Settings
from handlers import not_taken, restored
from models import away, gaps, meter, plant_time, store, vouched
from models.delivery import GROUP, SETTINGS, Delivery
from models.delivery import SILENT as NO_ANSWER
from models.meter import Heartbeat
from web import figures
from web.house import House, house, live_in

SILENT = timedelta(seconds=30)
PARTS = {
    "courier": "发送",
    "clock": "时钟",
    "worker": "后台",
    "watchman": "看守",
    "stream:dingtalk": "钉钉长连接",
    "mqtt": "传感器的 MQTT",
}
# What to do about what is stuck, by its cause.
STUCK = {
    SETTINGS: "请看平台设置和日志",
    NO_ANSWER: "平台没有回应，通了就发。请看网络",
    "": "原因在控制台「运行」里，请看日志",
}
LOST_FOR_S = 10
ROOM = 8 * 1024 * 1024  # bytes


def blueprint(house: House) -> Blueprint:
    doors = Blueprint("ops", __name__)
    live_in(doors, house)
    doors.add_url_rule("/healthz", view_func=healthz)
    doors.add_url_rule("/readyz", view_func=readyz)
    doors.add_url_rule("/metrics", view_func=metrics)
    return doors


def healthz() -> tuple[Response, int]:
    """200 while this process can reach its store; 503 once it has not for ten seconds, so that a balancer asks
    another."""
    store.answers()
    lost = away.seconds() > LOST_FOR_S
    return jsonify(ok=not lost), 503 if lost else 200


def readyz() -> tuple[Response, int]:
    """200 when all is well; 503 with a line for each thing that is not. Plant data that were not taken stop nothing,
    because the rules before them hold: they are said as `notices`."""
    faults = list(faults_of(house().settings, plant_time.real_now()))
    notices = list(notices_of(house().settings, house().now()))
    said = {"version": version(), "faults": faults, "notices": notices}
    return jsonify(ok=not faults, **said), 503 if faults else 200


def metrics() -> Response:
    """Prometheus' text format, read from the store each time; requests are those of this process."""
    lines = "\n".join(figures.lines(house().settings, house().now(), plant_time.real_now()))
    return Response(lines + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def faults_of(settings: Settings, real: datetime) -> Iterator[str]:
    """Everything that is not well at the real time `real`, a sentence each. Without the store, nothing else of it is
    checked."""
    yield from _folder(settings.var)
    try:
        store.at_its_path()
        pending = store.pending_migrations()
    except PeeweeException as error:
        away.seen(error)
        yield away.words_of(error)
        return
    away.over(written=False)
    if words := away.words():
        yield words
        return
    if pending:
        yield f"存储还缺 {len(pending)} 步升级：请运行 flask --app wsgi migrate"
        return
    if plant_time.is_set() and not settings.demo:
        yield "厂里的时间还是演示的：这个存储演示用过，真用请换一个"
    if isnan(figures.jobs(settings)):
        yield "队列（Redis）连不上：卡片会晚到，请检查 Redis"
    yield from _silent_parts(settings, real)
    seen = list(_seen())
    found = [*(gap.words for gap in gaps.counted()), *(each.words for each in vouched.disputed())]
    yield from (f"{words}。{gaps.KEEP}" for words in found if not any(words in each for each in seen))
    yield from seen
    stuck = list(Delivery.select().where(Delivery.state == "stuck"))
    yield from (f"钉钉群收不到榜：{row.last_error}" for row in stuck if row.form == GROUP)
    for cause, todo in STUCK.items():
        if number := sum(row.form != GROUP and row.cause == cause for row in stuck):
            yield f"有 {number} 张卡片发不出去：{todo}"


def notices_of(settings: Settings, now: datetime) -> Iterator[str]:
    """What is to be known though nothing stands still for it."""
    yield from not_taken.said(settings.var)
    try:
        yield from restored.said(now)
    except PeeweeException:
        return  # the faults say so


def _folder(var: Path) -> Iterator[str]:
    """Looks without writing: pictures, logs and the small store are in `var/`."""
    try:
        disk = os.statvfs(var)
    except OSError as error:
        yield f"{var} 打不开（{error.strerror}）：请检查磁盘和 ANHAO_VAR"
        return
    if disk.f_flag & os.ST_RDONLY or not os.access(var, os.W_OK):
        yield f"{var} 只能读，什么也存不进去：请看它的权限和挂载"
    elif disk.f_blocks and disk.f_bavail * disk.f_frsize < ROOM:
        yield f"{var} 所在的磁盘满了：请腾出空间"


def _silent_parts(settings: Settings, real: datetime) -> Iterator[str]:
    seen = {beat.name: beat.at for beat in Heartbeat.select()}
    silent = set()
    streams = settings.dingtalk.configured and settings.dingtalk.callback == "stream"
    for part, name in PARTS.items():
        if (part == "stream:dingtalk" and not streams) or (part == "mqtt" and not settings.mqtt_url):
            continue
        if part not in seen:
            yield f"{name}（{part}）没有启动：请启动它"
        elif real - seen[part] > SILENT:
            silent.add(part)
            yield f"{name}（{part}）{int((real - seen[part]).total_seconds())} 秒没有动静：请看它的日志"
    for beat in meter.instances(real):
        if real - beat.at > SILENT and beat.name.partition("@")[0] not in silent:
            yield f"{part_name(beat.name)} {int((real - beat.at).total_seconds())} 秒没有动静：请看它的日志，再启动它"


def part_name(beat: str) -> str:
    """What people read for the name of a sign of life: a part, or one of its processes."""
    part, _, where = beat.partition("@")
    name = {**PARTS, "web": "网页"}.get(part, part)
    return f"{name}（{where}）" if where else name


def _seen() -> Iterator[str]:
    """What the house's own programs found at their last look: platforms that do not answer, steps that did not move."""
    for program in ("courier", "watchman"):
        last = Heartbeat.get_or_none(Heartbeat.name == program)
        yield from json.loads(last.detail) if last and last.detail else ()
