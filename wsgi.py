"""`application`: puts the house together; gives dispatch to the callback doors and the gate to the clients."""

from __future__ import annotations

import gc

# What is loaded stays: to look for garbage among it would take a sixth of the start, and time again and again later.
gc.disable()

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Flask

from bot.channel import Answer
from bot.dingtalk.callback import blueprint as dingtalk_doors
from bot.dingtalk.seen import FirstSeen
from bot.wecom.callback import blueprint as wecom_doors
from config.settings import Settings
from handlers import commands as plant_commands
from handlers.sensors.signed import receive
from handlers.staff import commands as staff_commands
from models import commands as store_commands
from models import plant_time, store
from web import api, console, demo, h5, ops, requested, sensors
from web.api import commands as api_commands
from web.console import commands as console_commands
from web.console import records
from web.console.permits.accident_page import Evidence
from web.console.room import Room
from web.console.rooms import open_rooms
from web.h5 import anonymous
from web.h5.carried import Carried, open_acts
from web.h5.pages import Page, open_pages
from web.here import behind
from web.house import House as WebHouse
from web.refused import answer_unknown
from workers import commands as work_commands
from workers import opening, serving, site_codes
from workers.backups import commands as backup_commands
from workers.evidence import commands as evidence_commands
from workers.evidence.compared import differences
from workers.evidence.permits import commands as permit_commands
from workers.evidence.permits.accident import console_points
from workers.evidence.permits.chain.glance import differing
from workers.exports import commands as export_commands
from workers.house import House

# Commands of people that work with what the store holds.
ON_A_STORE = ("api-key", "check", "create-admin", "export", "hold", "import-staff", "paper", "seal", "site-codes")


@dataclass(frozen=True)
class Guest(opening.Guest):
    """A flow that the product's own tables do not list, with its pages."""

    pages: Mapping[str, Page] = field(default_factory=dict)
    acts: Mapping[str, Carried] = field(default_factory=dict)
    room: Room | None = None


def build(settings: Settings, guests: Sequence[Guest] = ()) -> House:
    """Opens the pages, those of guests too, and the house."""
    open_pages({name: page for guest in guests for name, page in guest.pages.items()})
    open_acts({name: carried for guest in guests for name, carried in guest.acts.items()})
    open_rooms([guest.room for guest in guests if guest.room])
    return opening.build(settings, guests)


def create(settings: Settings, guests: Sequence[Guest] = ()) -> Flask:
    """The web application with all its doors and commands; a platform without credentials has no doors.

    Settings that would let anybody in are refused: plain words on stderr, and SystemExit.
    """
    if not all(map(_is_text, sys.argv)):
        raise SystemExit("命令里有不是 UTF-8 的字，什么也没做：请检查终端的编码，再输一次")
    opening.prepare(settings)
    app = Flask("anhao", static_folder=None)
    behind(app, settings.proxies)
    answer_unknown(app)
    house = build(settings, guests)
    app.extensions["anhao"] = house
    if "wecom" in house.channels:
        app.register_blueprint(wecom_doors(settings.wecom, house.dispatch))
    if "dingtalk" in house.channels:
        app.register_blueprint(dingtalk_doors(settings.dingtalk, house.dispatch, FirstSeen(house.redis)))
    pages = WebHouse(settings, house.channels, house.dispatch, plant_time.now)
    app.register_blueprint(h5.blueprint(pages, differences, differing))
    app.register_blueprint(anonymous.blueprint(pages))
    app.register_blueprint(ops.blueprint(pages))
    app.register_blueprint(sensors.blueprint(settings.sensor_key, _hear, plant_time.real_now))
    app.register_blueprint(api.blueprint(pages))
    app.register_blueprint(console.blueprint(pages))
    app.register_blueprint(records.blueprint(pages, Evidence(console_points, differences), site_codes.draw))
    if settings.demo:
        from workers import afresh
        from workers.scenarios import cast
        from workers.scenarios.stagehand import Stagehand

        doors = demo.blueprint(pages, Stagehand(settings).start, lambda: afresh.ask(settings), cast.owners)
        app.register_blueprint(doors)
    requested.count(app)
    plant_commands.register(app.cli, settings)
    work_commands.register(app.cli, lambda: house)
    serving.register(app.cli, app, lambda: house)
    evidence_commands.register(app.cli)
    export_commands.register(app.cli)
    backup_commands.register(app.cli)
    permit_commands.register(app.cli)
    site_codes.register(app.cli)
    staff_commands.register(app.cli)
    console_commands.register(app.cli)
    api_commands.register(app.cli)
    store_commands.on_a_store(app.cli, ON_A_STORE, settings.database)
    return app


def _is_text(word: str) -> bool:
    """Whether a word of the command line can be kept and shown: no bytes that are no text."""
    try:
        return bool(word.encode()) or not word
    except UnicodeEncodeError:
        return False


def _hear(body: bytes) -> Answer:
    """Takes what a gas detector sent, at this plant time."""
    return store.once_more(lambda: receive(body, plant_time.now()))


application = create(Settings())
gc.freeze()
gc.enable()
