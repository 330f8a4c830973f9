"""The cast of the DingTalk tests: a caller as the service would be, its callback addresses, a Stream client."""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlsplit

import requests
from websockets.sync.client import ClientConnection, connect

from simulator import config

Json = dict[str, Any]
Answer = Callable[[Json], Json]

CARD_TOPIC = {"type": "CALLBACK", "topic": "/v1.0/card/instances/callback"}
ROBOT_TOPIC = {"type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"}
EVENT_TOPIC = {"type": "EVENT", "topic": "*"}
NO_CHANGE: Json = {}


def plant(**dingtalk: Any) -> config.Config:
    """Three people at DingTalk; `late` left the app's scope."""
    people: list[Json] = [
        {"platform": "dingtalk", "account": name, "name": name, "department": "安全管理部", "supervisor": "boss"}
        for name in ("anna", "boss", "late")
    ]
    people[2]["in_scope"] = False
    people[0]["position"] = {"mode": "ok", "latitude": 30.5, "longitude": 122.5, "accuracy": 8}
    return config.read({"people": people, "dingtalk": dingtalk})


class DingTalk:
    """Calls the simulator as the service does, and its control API as a test does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.own = config.DingtalkConfig()
        self.token = ""

    def login(self) -> "DingTalk":
        """Get the token that the other calls need."""
        wanted = {"appKey": self.own.client_id, "appSecret": self.own.client_secret}
        self.token = self.api("POST", "oauth2/accessToken", wanted).json()["accessToken"]
        return self

    def api(self, method: str, path: str, body: Json | None = None, **more: Any) -> requests.Response:
        headers = {"x-acs-dingtalk-access-token": self.token} if self.token else {}
        return self.http.request(method, f"{self.url}/v1.0/{path}", json=body, headers=headers, timeout=10, **more)

    def oapi(self, path: str, body: Json | None = None) -> Json:
        answer = self.http.post(f"{self.url}/{path}", json=body or {}, params={"access_token": self.token}, timeout=10)
        assert answer.status_code == 200
        shown: Json = answer.json()
        return shown

    def control(self, path: str, body: Json | None = None) -> Any:
        method = "GET" if body is None else "POST"
        answer = self.http.request(method, f"{self.url}/control/{path}", json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def messages(self, account: str) -> list[Json]:
        shown: list[Json] = self.control(f"phones/dingtalk/{account}")["messages"]
        return shown

    def meanwhile(self, path: str, body: Json) -> "Future[Any]":
        """A control call in the background, while the test plays the service."""
        # Not the shared session: it runs beside other calls.
        return _pool.submit(lambda: requests.post(f"{self.url}/control/{path}", json=body, timeout=10).json())

    def tapping(self, account: str, button: str = "sign", **more: Any) -> "Future[Json]":
        """Press a button of the newest message of a phone, in the background."""
        body = {"message": self.messages(account)[-1]["id"], "button": button, **more}
        return self.meanwhile(f"phones/dingtalk/{account}/tap", body)

    def tap(self, account: str, button: str = "sign", **more: Any) -> Json:
        """The same, waiting for what it did."""
        return self.tapping(account, button, **more).result()

    def reports(self) -> list[str]:
        return [report["what"] for report in self.control("reports")]

    def send_card(self, to: str = "anna", **changes: Any) -> Json:
        answer = self.api("POST", "card/instances/createAndDeliver", card(to=to, **changes))
        assert answer.status_code == 200, answer.text
        shown: Json = answer.json()
        return shown


_pool = ThreadPoolExecutor(4)


def card(to: str = "anna", **changes: Any) -> Json:
    """A createAndDeliver request; a change to None leaves the field out."""
    buttons = [{"id": "sign", "text": "签字"}, {"id": "form", "text": "看票", "url": "http://anhao/h5"}]
    shown = {
        "title": "动火作业票",
        "lines": "[]",
        "ask": "7",
        "rendition": "12",
        "buttons": json.dumps(buttons, ensure_ascii=False),
    }
    body: Json = {
        "cardTemplateId": "anhao.schema",
        "outTrackId": f"ask-{to}",
        "callbackType": "STREAM",
        "cardData": {"cardParamMap": shown},
        "openSpaceId": f"dtv1.card//IM_ROBOT.{to}",
        "imRobotOpenSpaceModel": {"supportForward": True},
        "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT"},
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


class Stream:
    """A Stream client that a test plays frame by frame."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def frame(self, timeout: float = 3) -> Json:
        shown: Json = json.loads(self.socket.recv(timeout))
        shown["data"] = json.loads(shown["data"])
        return shown

    def ack(self, frame: Json, data: Json, code: int = 200) -> None:
        headers = {"contentType": "application/json", "messageId": frame["headers"]["messageId"]}
        said = {"code": code, "headers": headers, "message": "OK", "data": json.dumps(data)}
        self.socket.send(json.dumps(said))


def open_stream(sim: DingTalk, *topics: Json) -> Json:
    """A fresh endpoint and ticket."""
    wanted = {"clientId": sim.own.client_id, "clientSecret": sim.own.client_secret}
    answer = requests.post(
        f"{sim.url}/v1.0/gateway/connections/open", json=wanted | {"subscriptions": list(topics)}, timeout=5
    )
    shown: Json = answer.json()
    return shown


@contextmanager
def streaming(sim: DingTalk, *topics: Json) -> Iterator[Stream]:
    """A connected client; without topics it wants card callbacks."""
    opened = open_stream(sim, *(topics or (CARD_TOPIC,)))
    with connect(f"{opened['endpoint']}?ticket={quote_plus(opened['ticket'])}", proxy=None) as socket:
        yield Stream(socket)


class Service:
    """The service's callback addresses: each request goes to `seen`, `answer` makes the JSON that it gets."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.seen: queue.Queue[Json] = queue.Queue()
        self.url = ""


@contextmanager
def service(answer: Answer = lambda _seen: NO_CHANGE) -> Iterator[Service]:
    """A service that listens on a free port."""
    own = Service(answer)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            query = dict(parse_qsl(urlsplit(self.path).query))
            seen = {"body": body, "query": query, "headers": {k.lower(): v for k, v in self.headers.items()}}
            own.seen.put(seen)
            said = json.dumps(own.answer(seen)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    own.url = f"http://127.0.0.1:{server.server_port}/callback"
    try:
        yield own
    finally:
        server.shutdown()
        server.server_close()
