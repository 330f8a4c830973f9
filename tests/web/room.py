"""The web room alone: a store with one permit, phones that log in, and a dispatch that records what it was asked."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, redirect, request
from flask.testing import FlaskClient
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from bot.channel import Action, Answer, Json
from bot.errors import Rejected, Unavailable
from config.settings import Settings
from handlers.site_codes import posted_at, text_of
from models import store
from models.ask import Ask
from models.base import PLANT_ZONE
from models.book import book
from models.permit import Permit
from models.subject import desk, open_subject
from web import console, demo, ops
from web.console import records
from web.console.permits.accident_page import Evidence
from web.h5 import blueprint
from web.house import House
from workers import site_codes
from workers.evidence.compared import differences
from workers.evidence.permits.accident import console_points
from workers.evidence.permits.chain.glance import differing
from workers.scenarios import cast

NOW = datetime(2026, 11, 25, 8, 18, tzinfo=PLANT_ZONE)
NUMBER = "DH-20261125-0001"


@dataclass
class Phones:
    """A platform's login as far as the pages need it: a code is good once."""

    platform: str
    codes: dict[str, str] = field(default_factory=dict)
    down: bool = False

    def identify(self, code: str) -> str:
        if self.down:
            raise Unavailable("no answer", maybe_done=False)
        if code not in self.codes:
            raise Rejected("used or foreign code", code="40029")
        return self.codes.pop(code)

    def renew_tickets(self) -> None:
        return None

    def page_config(self, url: str, nonce: str, timestamp: int) -> Json:
        raise Unavailable("no ticket", maybe_done=False)


@dataclass
class Room:
    """The pages with everything they were given, and what they passed on. `holder`: who holds the phone."""

    app: Flask
    settings: Settings
    wecom: Phones = field(default_factory=lambda: Phones("wecom"))
    dingtalk: Phones = field(default_factory=lambda: Phones("dingtalk"))
    holder: str = "anhe_u04"
    acts: list[Action] = field(default_factory=list)
    answer: Answer = field(default_factory=lambda: Answer("签好了。", "done"))

    def dispatch(self, action: Action) -> Answer:
        self.acts.append(action)
        return self.answer

    def oauth(self) -> Response:
        """WeCom's authorize address, as far as a browser sees it: back at once with a code for who holds the phone."""
        code = f"code{len(self.wecom.codes)}"
        self.wecom.codes[code] = self.holder
        return redirect(f"{request.args['redirect_uri']}?code={code}&state={request.args['state']}")


@cache
def stage() -> BaseWSGIServer:
    """The one server of a test process: at the same address, a browser keeps the pages' files."""
    server = make_server("127.0.0.1", 0, Response("no room is open"), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def build(folder: Path) -> Room:
    """The pages of a new room, on the stage."""
    app = Flask(__name__, static_folder=None)
    server = stage()
    server.app = app
    base = f"http://127.0.0.1:{server.port}"
    given: dict[str, Any] = {
        "database_url": f"sqlite:///{folder / 'web.db'}",
        "redis_url": f"unix://{folder / 'no.sock'}",
        "secret_key": "a key for tests",
        "base_url": base,
        "demo": True,
        "var": folder,
    }
    settings = Settings(**given)
    wecom = settings.wecom.model_copy(update={"corp_id": "wwtest", "agent_id": 1000002, "oauth": f"{base}/oauth"})
    dingtalk = settings.dingtalk.model_copy(update={"jsapi": f"{base}/dd.js"})
    room = Room(app, settings.model_copy(update={"wecom": wecom, "dingtalk": dingtalk}))
    channels: dict[str, Any] = {"wecom": room.wecom, "dingtalk": room.dingtalk}
    house = House(room.settings, channels, lambda action: room.dispatch(action), lambda: NOW)
    office = (
        console.blueprint(house),
        records.blueprint(house, Evidence(console_points, differences), site_codes.draw),
    )
    pages = (
        blueprint(house, differences, differing),
        demo.blueprint(house, lambda: None, lambda: None, cast.owners),
        ops.blueprint(house),
        *office,
    )
    for each in pages:
        app.register_blueprint(each)
    app.add_url_rule("/oauth", view_func=room.oauth)
    return room


def state_of(answer: TestResponse) -> str:
    found = re.search(r"[?&]state=([^&#]+)", answer.headers["Location"])
    assert found
    return found[1]


def open_wecom(room: Room, path: str, account: str) -> TestResponse:
    """The whole silent round of a phone: page, WeCom's address, back with a code."""
    client = room.app.test_client()
    state = state_of(client.get(path))
    room.wecom.codes["once"] = account
    return client.get(f"/h5/wecom/login?code=once&state={state}")


def page_data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="page">(.*?)</script>', html, re.DOTALL)
    assert found, html[:800]
    data: dict[str, Any] = json.loads(found[1])
    return data


def site_code(room: Room, area: str = "sewage") -> str:
    """The code on the area's poster, as its QR holds it."""
    code = store.write(lambda: posted_at(book(NOW).plant.area(area), "", NOW))
    return text_of(code, room.settings.signing_key)


def act(client: FlaskClient, token: str, body: Any) -> TestResponse:
    return client.post("/h5/act", json=body, headers={"X-Page-Token": token})


def ask_of(person: str) -> Ask:
    return Ask.get(Ask.person == person)


def seed_permit() -> Permit:
    """First-level hot work at the sewage works, signed by its leader, waiting for the dual signature."""
    subject = open_subject(f"permit/{NUMBER}", NOW)
    kind = book(NOW).config.templates.kinds["hot_work"]
    names = {"kind_name": kind.name, "level_name": "一级", "form": kind.form}
    jsa = [{**vars(line), "measures": list(line.measures)} for line in kind.jsa]
    measures = [{"id": each.id, "text": each.text, "applies": each.applies} for each in kind.measures]
    permit: Permit = Permit.create(
        subject=subject,
        number=NUMBER,
        kind="hot_work",
        level="first",
        area="sewage",
        state="signing",
        stage=2,
        requester="U33",
        starts_at=NOW.replace(hour=8, minute=30),
        ends_at=NOW.replace(hour=16, minute=30),
        form=FORM,
        template={**names, "jsa": jsa, "measures": measures},
        route={"stages": STAGES},
        reasons=["按区域和级别走一级动火双签", "公用工程车间安全员空缺：当班班长核查"],
        rules="1",
        requested_at=NOW - timedelta(minutes=8),
    )
    at = (NOW - timedelta(minutes=6)).isoformat()
    leader = _ask(subject, "U33", "1/leader", "作业负责人", approval=False, why=["你是作业负责人，先签"])
    answered = {"result": "signed", "at": at}
    Ask.update(state="done", closed_at=NOW - timedelta(minutes=6), answer=answered).where(Ask.id == leader.id).execute()
    stand_in = {"for_post_name": "安全总监", "authorization": "SQ-2026-07", "post_name": "安全管理部经理"}
    why = ["找你签：安全总监请假，你顶班（SQ-2026-07）"]
    _ask(subject, "U04", "1/dual", "安全管理部门", approval=True, why=why, **stand_in)
    _ask(
        subject, "U19", "1/dual", "所在单位", approval=True, why=["你是公用工程车间主任"], post_name="公用工程车间主任"
    )
    return permit


def seed_request() -> Ask:
    """An open request of the maintenance leader."""
    ask: Ask = Ask.create(
        kind="permit.request",
        subject=desk("U33", NOW),
        person="U33",
        opened_at=NOW,
        why=["你要办动火票"],
        data={"permit_kind": "hot_work"},
    )
    return ask


def _ask(subject: Any, person: str, stage: str, line: str, *, approval: bool, why: list[str], **data: str) -> Ask:
    ask: Ask = Ask.create(
        kind="permit.sign",
        subject=subject,
        person=person,
        stage=stage,
        slot=f"{stage}/{person}",
        opened_at=NOW,
        delivered_at=NOW,
        due_at=NOW + timedelta(minutes=12),
        next_at=NOW + timedelta(minutes=5),
        why=why,
        data={"approval": approval, "signs_for": line, "stage_name": line, "reasons": [], **data},
    )
    return ask


FORM = {
    "kind": "hot_work",
    "level": "first",
    "level_name": "一级",
    "area": "sewage",
    "area_name": "污水处理站",
    "part": "3 号调节池进水管",
    "project": "更换焊接管段",
    "method": "电焊",
    "contractor": False,
    "requester": "U33",
    "work_leader": "U33",
    "workers": ["U34"],
    "guardian": "U30",
    "starts_at": "2026-11-25T08:30:00+08:00",
    "ends_at": "2026-11-25T16:30:00+08:00",
}
STAGES = [
    {"id": "leader", "name": "作业负责人确认", "mode": "all_of", "slots": [{"id": "a", "signs_for": "作业负责人"}]},
    {
        "id": "dual",
        "name": "双签审批",
        "mode": "all_of",
        "slots": [{"id": "b", "signs_for": "安全管理部门"}, {"id": "c", "signs_for": "所在单位"}],
    },
    {"id": "after", "name": "验票", "mode": "all_of", "slots": [{"id": "d", "signs_for": "岗位当班班长"}]},
]
