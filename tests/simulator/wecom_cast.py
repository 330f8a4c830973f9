"""A small plant on WeCom, a client that speaks the raw protocol, and a door that takes the callbacks."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
import xmltodict
from wechatpy.work.crypto import WeChatCrypto

from simulator.config import Config, WecomConfig, read

Json = dict[str, Any]
NOW = "2026-11-25T08:00:00+08:00"
LEADER, SAFETY, STRANGER, LEFT = "Anhe_u33", "anhe_u27", "anhe_u90", "anhe_u91"
PEOPLE = [
    {"name": "石磊", "account": LEADER, "department": "车间四", "post": "班长", "supervisor": SAFETY},
    {"name": "林静", "account": SAFETY, "department": "安全部", "post": "安全员"},
    {"name": "外人", "account": STRANGER, "department": "销售部", "in_scope": False},
    {"name": "已走", "account": LEFT, "department": "车间四", "active": False},
]


def plant(**wecom: Any) -> Config:
    """The plant's configuration, with some of WeCom's fields set."""
    return read({"now": NOW, "wecom": wecom, "people": [{"platform": "wecom", **person} for person in PEOPLE]})


def button_card(task_id: str = "hz-1", **changes: Any) -> Json:
    """A card with two callback buttons and a link; a change of None takes a field away."""
    card: Json = {
        "card_type": "button_interaction",
        "main_title": {"title": "隐患整改 #1", "desc": "2026-11-25 发现"},
        "task_id": task_id,
        "button_list": [
            {"text": "确认接收", "style": 1, "key": "accept:1"},
            {"text": "驳回", "style": 4, "key": "reject:1"},
            {"type": 1, "text": "打开", "url": "https://safety.example.com/h5/1"},
        ],
    }
    return {name: value for name, value in (card | changes).items() if value is not None}


def vote_card(task_id: str = "vote-1", **changes: Any) -> Json:
    """A vote with one answer ticked."""
    card = {
        "card_type": "vote_interaction",
        "main_title": {"title": "巡检结果"},
        "task_id": task_id,
        "checkbox": {
            "question_key": "q1",
            "mode": 1,
            "option_list": [{"id": "a", "text": "合格", "is_checked": True}, {"id": "b", "text": "不合格"}],
        },
        "submit_button": {"text": "提交", "key": "submit:1"},
    }
    return card | changes


def selection_card(task_id: str = "multi-1", **changes: Any) -> Json:
    """Two lists to choose from."""
    card = {
        "card_type": "multiple_interaction",
        "main_title": {"title": "隐患分级"},
        "task_id": task_id,
        "select_list": [
            {"question_key": "lvl", "option_list": [{"id": "l1", "text": "一般"}, {"id": "l2", "text": "重大"}]},
            {"question_key": "dept", "option_list": [{"id": "d1", "text": "生产"}]},
        ],
        "submit_button": {"key": "submit:2"},
    }
    return card | changes


def notice_card(**changes: Any) -> Json:
    """A text notice that opens a page."""
    action = {"type": 1, "url": "https://safety.example.com/h5/list"}
    return {"card_type": "text_notice", "main_title": {"title": "整改逾期"}, "card_action": action} | changes


class WeCom:
    """The raw client of the app in the plant, plus the control API."""

    def __init__(self, url: str, own: WecomConfig) -> None:
        self.url, self.own, self.http = url, own, requests.Session()
        self.token = ""

    def login(self, secret: str | None = None) -> "WeCom":
        """Fetch and keep a token."""
        query = {"corpid": self.own.corp_id, "corpsecret": secret or self.own.secret}
        self.token = self.get("gettoken", **query)["access_token"]
        return self

    def get(self, call: str, **query: Any) -> Json:
        """A GET of the API with the token."""
        query = {"access_token": self.token} | query
        return self.http.get(f"{self.url}/cgi-bin/{call}", params=query, timeout=10).json()

    def post(self, call: str, body: Json | bytes, **query: Any) -> Json:
        """A POST of the API with the token; real UTF-8, as the platform asks."""
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        query = {"access_token": self.token} | query
        return self.http.post(f"{self.url}/cgi-bin/{call}", params=query, data=raw, timeout=10).json()

    def send(self, card: Json | None = None, to: str = LEADER, **body: Any) -> Json:
        """message/send of a card, or of what `body` says."""
        message = {"touser": to, "toparty": "", "totag": "", "agentid": self.own.agent_id}
        if card is not None:
            message |= {"msgtype": "template_card", "template_card": card}
        return self.post("message/send", message | body)

    def send_text(self, content: str, to: str = LEADER, **body: Any) -> Json:
        """message/send of a text."""
        return self.send(to=to, msgtype="text", text={"content": content}, **body)

    def update(self, code: str, to: str = LEADER, **body: Any) -> Json:
        """update_template_card for one person."""
        message = {"userids": [to], "agentid": self.own.agent_id, "response_code": code}
        return self.post("message/update_template_card", message | body)

    def upload(self, data: bytes, name: str = "现场.jpg", kind: str = "image", field: str = "media") -> Json:
        """media/upload."""
        query = {"access_token": self.token, "type": kind}
        url = f"{self.url}/cgi-bin/media/upload"
        return self.http.post(url, params=query, files={field: (name, data)}, timeout=10).json()

    def control(self, path: str, body: Json | None = None) -> Any:
        """A GET of the control API, or a POST when there is a body."""
        url = f"{self.url}/control/{path}"
        reply = self.http.get(url, timeout=30) if body is None else self.http.post(url, json=body, timeout=30)
        return reply.json()

    def phone(self, account: str = LEADER) -> list[Json]:
        """All messages of a phone, dropped ones too."""
        return list(self.control(f"phones/wecom/{account}")["messages"])

    def card(self, account: str = LEADER) -> Json:
        """The newest card of a phone as it shows."""
        card: Json = self.phone(account)[-1]["body"]["template_card"]
        return card

    def tap(self, button: str, account: str = LEADER, **more: Any) -> Json:
        """Press a button of the newest message."""
        message = self.phone(account)[-1]["id"]
        done: Json = self.control(f"phones/wecom/{account}/tap", {"message": message, "button": button} | more)
        return done

    def fault(self, fault: str, call: str = "*", **more: Any) -> None:
        """Order a fault."""
        self.control("faults", {"platform": "wecom", "fault": fault, "call": call} | more)

    def advance(self, seconds: float) -> None:
        """Move the plant's time."""
        self.control("time", {"advance_s": seconds})


class Door:
    """The service's callback address: keeps what arrives, answers what it is told to."""

    def __init__(self, own: WecomConfig) -> None:
        self.app = WeChatCrypto(own.token, own.aes_key, own.corp_id)
        self.contacts = WeChatCrypto(own.contact_token, own.contact_aes_key, own.corp_id)
        self.own = own
        self.url = ""
        self.raw: list[tuple[Json, bytes]] = []
        self.statuses: deque[int] = deque()
        self.answer: Any = lambda event: ""
        self.events: list[Json] = []

    def take(self, query: Json, body: bytes, crypto: WeChatCrypto) -> tuple[int, bytes]:
        """One POST: decrypted with the official library, then answered."""
        self.raw.append((query, body))
        plain = crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        event = xmltodict.parse(plain, force_list=("SelectedItem", "OptionId"))["xml"]
        self.events.append(event)
        return (self.statuses.popleft() if self.statuses else 200), self.answer(event).encode()

    def sealed(self, event: Json, body: str, sender: str | None = None) -> str:
        """A passive reply to the event's sender, encrypted with the official library."""
        plain = (
            f"<xml><ToUserName>{event['FromUserName']}</ToUserName>"
            f"<FromUserName>{sender or self.own.corp_id}</FromUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime>{body}</xml>"
        )
        return str(self.app.encrypt_message(plain, "12345", str(int(time.time()))))

    def echo(self, query: Json, crypto: WeChatCrypto) -> tuple[int, bytes]:
        """The URL verification."""
        told = crypto.check_signature(query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"])
        return 200, told if isinstance(told, bytes) else str(told).encode()


@contextmanager
def open_door(own: WecomConfig) -> Iterator[Door]:
    """Serve a door on a free port: /app and /contacts."""
    door = Door(own)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*door.echo(*self._asked()))

        def do_POST(self) -> None:
            query, crypto = self._asked()
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                self._answer(*door.take(query, body, crypto))
            except Exception as refused:
                self._answer(400, type(refused).__name__.encode())

        def _asked(self) -> tuple[Json, WeChatCrypto]:
            parts = urlsplit(self.path)
            return dict(parse_qsl(parts.query)), door.contacts if parts.path == "/contacts" else door.app

        def _answer(self, status: int, body: bytes) -> None:
            with suppress(ConnectionError):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    door.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
