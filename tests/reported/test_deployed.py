"""Chapter 10, behind a web server: what is shipped in `deploy/` is what `make run` starts, and does what it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import forged
import pytest
import requests
import servers
import urllib3
from demo import FOREMAN, data_of
from pdfs import pdf, stream
from plant import Plant
from psycopg.conninfo import conninfo_to_dict
from worlds import Here

from config.root import ROOT
from config.settings import Settings
from models import plant_time, store
from models.base import database
from models.book import book
from tests.docs.pages import chapter
from workers.processes import free_port, programs
from workers.scenarios import cast as played
from workers.scenarios.phone import page_data
from workers.scenarios.stage import wait_for
from wsgi import create

UNITS, NGINX = ROOT / "deploy" / "systemd", ROOT / "deploy" / "nginx" / "anhao.conf"
SHIPPED = "/opt/anhao"
SHUT = ("/demo/clock", "/metrics", "/readyz")
THROUGH = (
    "/",
    "/callback/wecom",
    "/callback/dingtalk/card",
    "/h5/wecom/login",
    "/h5/act",
    "/p/DH-1",
    "/s/code",
    "/assets/a.js",
    "/console/",
    "/sensors/gas",
    "/healthz",
)
COMMON = """
{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{}}
http {{ client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/anhao.conf; }}
"""


# What the process ends without an answer, as a fault in it would.
BREAKS = "/p/breaks"


class Echo(BaseHTTPRequestHandler):
    """A web process that tells what has reached it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.path.startswith(BREAKS):
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told = f"{self.server.server_port} {self.path} {len(body)} {self.headers['X-Forwarded-For']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_POST = do_GET

    def log_message(self, *_: object) -> None: ...


def test_the_units_start_what_make_run_starts_twice_of_each() -> None:
    settings = Settings(redis_url="redis://127.0.0.1:6379/0")
    wanted = {program.name: program.command[1:] for program in programs(settings, 8001, None)}
    wanted |= {name: ("-m", "workers", name) for name in ("stream", "mqtt")}
    started = {}
    for unit in UNITS.glob("anhao-*@.service"):
        [line] = re.findall(r"^ExecStart=(.*)$", unit.read_text("utf-8"), re.MULTILINE)
        program, *words = shlex.split(line)
        assert program == f"{SHIPPED}/.venv/bin/python"
        started[unit.name.removeprefix("anhao-").removesuffix("@.service")] = tuple(words)
    assert {name: tuple(part.replace("%i", "8001") for part in words) for name, words in started.items()} == wanted
    target = (UNITS / "anhao.target").read_text("utf-8")
    counted = {name: len(re.findall(rf"[= ]anhao-{name}@", target)) for name in started}
    # A broker knows the house by one name, which two processes would take from each other.
    assert counted == {name: 1 if name == "mqtt" else 2 for name in started}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    shutil.copytree(UNITS, tmp_path, dirs_exist_ok=True)
    for file in (file for file in tmp_path.rglob("*") if file.is_file()):
        content = file.read_text("utf-8").replace(f"{SHIPPED}/.venv/bin/python", sys.executable)
        file.write_text(content.replace(SHIPPED, str(ROOT)).replace("User=anhao", "User=root"), "utf-8")
    units = [tmp_path / "anhao.target", *(tmp_path / unit.name.replace("@", "@1") for unit in UNITS.glob("*@.service"))]
    for unit in units[1:]:
        unit.symlink_to(unit.name.replace("@1", "@"))
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)], capture_output=True, text=True, check=False
    )
    assert not [line for line in said.stderr.splitlines() if "anhao" in line], said.stderr


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here: apt install nginx-light")
def test_nginx_as_it_is_shipped_lets_through_what_is_needed_and_nothing_else(tmp_path: Path) -> None:
    ports = [free_port(18800), free_port(18800)]
    with nginx(tmp_path, ports) as front, upstream(ports[1]):
        # The first of the two web processes is not there: nobody notices.
        for path in THROUGH:
            answer = front.get(path)
            assert answer.text.split() == [str(ports[1]), path, "0", "9.9.9.9,", "127.0.0.1"], answer.text
        assert [front.get(path).status_code for path in SHUT] == [404] * len(SHUT)
        callback = front.send("POST", "/callback/wecom", data=b"x" * 60_000)
        assert callback.text.split()[2] == "60000"
        fits = {"/h5/act": 2, "/h5/attach/a": 12, "/h5/pictures/whole": 12, "/console/papers/a": 12}
        larger = {"/callback/wecom": 2, "/h5/act": 4, "/h5/attach/a": 14, "/console/papers/a": 14}
        for sizes, status in ((fits, 200), (larger, 413)):
            posted = [front.send("POST", path, data=b"x" * (size << 20)).status_code for path, size in sizes.items()]
            assert posted == [status] * len(sizes)
        assert front.send("POST", "/h5/attach/a", data=b"x" * (6 << 20)).text.split()[2] == str(6 << 20)
        log = (tmp_path / "access.log").read_text()
        assert "/h5/act" in log and "secret" not in log
        # The way to a report without a name: no line of it, also where one comes too often.
        way = ("/s/code", "/a/code", "/a", "/assets/0/js/anonymous.js", "/assets/0/js/make.js")
        assert [front.get(path).status_code for path in way] == [200] * len(way)
        assert any(front.get("/a/code").status_code == 429 for _ in range(300))
        kept = (tmp_path / "access.log").read_text() + (tmp_path / "error.log").read_text()
        assert not [line for line in kept.splitlines() if re.search(r"/(s|a|assets)/| /a ", line)]


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here: apt install nginx-light")
def test_nginx_lets_a_shift_of_400_people_in_at_once_and_no_flood(tmp_path: Path) -> None:
    """All have one address. Each comes twice: to find no place, and again."""
    ports = [free_port(18800), free_port(18800)]
    with nginx(tmp_path, ports) as front, upstream(ports[0]), upstream(ports[1]):
        # A tenth of what `requests` would cost.
        crowd = HTTPSConnection("127.0.0.1", front.port, timeout=10, context=ssl._create_unverified_context())

        def once(door: str) -> int:
            crowd.request("GET", door)
            with crowd.getresponse() as answer:
                answer.read()
            return answer.status

        def come(door: str, times: int) -> list[int]:
            return [once(door) for _ in range(times)]

        assert come("/h5/wecom/login", 800) == [200] * 800
        began = time.monotonic()
        while 429 not in come("/h5/dingtalk/login", 100):
            assert time.monotonic() - began < 60
        assert come("/callback/wecom", 1) == [200]
        crowd.close()


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here: apt install nginx-light")
def test_no_request_of_a_stranger_takes_the_web_processes_out(tmp_path: Path) -> None:
    ports = [free_port(18800), free_port(18800)]
    with nginx(tmp_path, ports) as front, upstream(ports[0]), upstream(ports[1]):
        for _ in range(5):
            assert front.get(BREAKS).status_code == 502
            assert front.send("POST", "/callback/wecom", data=b"x").status_code == 200


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here: apt install nginx-light")
def test_a_house_set_up_as_the_page_says_takes_a_callback_and_a_file_behind_nginx(
    simulator: Here, postgres: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page's commands that need no service of root's, then a web process as its unit starts it."""
    page = chapter("docs/operations.md", "## On Debian's PostgreSQL, Redis and nginx")
    server, ports = conninfo_to_dict(postgres), [free_port(18800), free_port(18800)]
    file = tmp_path / "anhao.env"
    env = environment(simulator, file)
    with nginx(tmp_path, ports) as front, database_of_the_page(page, server):
        here = {
            "/var/run/postgresql": str(server["host"]),
            "redis://127.0.0.1:6379/0": redis_url,
            "https://anhao.example": front.base,
            "/var/lib/anhao": f"{tmp_path}/var",
        }
        settings = re.findall(r"^ANHAO_\w+=.*$", page, re.MULTILINE)
        file.write_text(replaced("\n".join(settings), here), "utf-8")
        with monkeypatch.context() as shell:
            for name, value in (("PGUSER", "anhao"), *(line.split("=", 1) for line in file.read_text().splitlines())):
                shell.setenv(name, value)
            house = create(Settings())
            for command in re.findall(r"^runuser -u anhao -- \.venv/bin/flask --app wsgi (.*)$", page, re.MULTILINE):
                done = house.test_cli_runner().invoke(args=shlex.split(command))
                assert done.exit_code == 0, done.output
            database.close()
        [unit] = re.findall(r"^ExecStart=\S+ (.*)$", (UNITS / "anhao-web@.service").read_text("utf-8"), re.MULTILINE)
        web = [sys.executable, *shlex.split(unit.replace("%i", str(ports[1])))]
        with running(web, env):
            wait_for("the web process", lambda: _listens(ports[1]), 60)
            faults = requests.get(f"http://127.0.0.1:{ports[1]}/readyz", timeout=10).json()["faults"]
            assert faults and all("没有启动" in fault for fault in faults), faults
            people_with_phones(simulator, front.base, urlsplit(postgres)._replace(path="/anhao").geturl())
            account = data_of("anhe").plant.person(FOREMAN).account
            word = forged.wecom_word(account, "受限空间")
            assert forged.wecom(cast(Plant, front), word, verify=False).status_code == 200
            front.http.cookies.set("sim_phone", f"wecom:{account}", domain="127.0.0.1")
            shown = front.http.get(f"{front.base}/h5/wecom/request/1", timeout=10)
            headers = {"X-Page-Token": page_data(shown.text)["token"]}
            address, plan = f"{front.base}/h5/attach/isolation?name=a.pdf", pdf("", "", stream(bytes(4 << 20)))
            kept = front.http.post(address, data=plan, headers=headers, timeout=10).json()
            assert kept["ok"] and "共 1 份" in kept["words"], kept


def people_with_phones(simulator: Here, base: str, url: str) -> None:
    """The simulator's phones, for the people in the store at this address."""
    store.open_store(url)
    now = plant_time.now()
    config = played.simulator_config(book(now), base, now, rate=0)
    simulator.post("reset", {name: part for name, part in config.items() if name not in ("port", "clock_urls")})
    database.close()


@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def replaced(text: str, by: Mapping[str, str]) -> str:
    for shown, own in by.items():
        assert shown in text, shown
        text = text.replace(shown, own)
    return text


def environment(simulator: Here, settings: Path) -> dict[str, str]:
    """What a process of the account `anhao` is told: the platforms, and where its settings are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    own = {"PGUSER": "anhao", "ANHAO_SETTINGS": str(settings)}
    return kept | played.environment(simulator.url, "http") | own


@contextmanager
def database_of_the_page(page: str, server: Mapping[str, Any]) -> Iterator[None]:
    """An account and a database, made by the page's own commands and removed again."""
    env = {**os.environ, "PGHOST": str(server["host"]), "PGUSER": str(server["user"])}

    def typed(command: str) -> None:
        name, *words = shlex.split(command)
        subprocess.run([servers.program(name), *words], env=env, check=True)

    for command in re.findall(r"^runuser -u postgres -- (.*)$", page, re.MULTILINE):
        typed(command)
    try:
        yield
    finally:
        typed("dropdb --force anhao")
        typed("dropuser anhao")


class Front:
    """The web server in front; every request asks with a query that must not be kept."""

    def __init__(self, port: int, http: requests.Session) -> None:
        self.port, self.http, self.base = port, http, f"https://127.0.0.1:{port}"

    def send(self, method: str, path: str, **more: bytes) -> requests.Response:
        headers = {"X-Forwarded-For": "9.9.9.9", "Host": "anhao.example"}
        return self.http.request(method, self.base + path, headers=headers, timeout=10, **more)

    def get(self, path: str) -> requests.Response:
        return self.send("GET", path)


@contextmanager
def upstream(port: int) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", port), Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@contextmanager
def nginx(folder: Path, ports: list[int]) -> Iterator[Front]:
    """Debian's nginx with the shipped file; only its ports and paths are this test's."""
    plain, secure = free_port(18850), free_port(18850)
    changes = {
        r"127\.0\.0\.1:8001": f"127.0.0.1:{ports[0]}",
        r"127\.0\.0\.1:8002": f"127.0.0.1:{ports[1]}",
        r"listen \[::\]:[^;]*;": "",
        r"listen 80;": f"listen 127.0.0.1:{plain};",
        r"listen 443": f"listen 127.0.0.1:{secure}",
        r"/etc/anhao/tls/": f"{folder}/",
        r"/var/log/nginx/anhao.log": f"{folder}/access.log",
    }
    content = NGINX.read_text("utf-8")
    for shipped, own in changes.items():
        content, found = re.subn(shipped, own, content)
        assert found, shipped
    (folder / "anhao.conf").write_text(content, "utf-8")
    (folder / "nginx.conf").write_text(COMMON.format(folder=folder, user="" if os.geteuid() else "user root;"))
    certificate = [
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        "/CN=anhao.example",
        "-days",
        "2",
    ]
    files = ["-keyout", folder / "key.pem", "-out", folder / "fullchain.pem"]
    subprocess.run(["openssl", "req", *certificate, *files], check=True, capture_output=True)
    command = [shutil.which("nginx") or "", "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    with subprocess.Popen(command) as server, requests.Session() as http:
        http.verify, http.trust_env = False, False
        wait_for("nginx", lambda: _listens(secure))
        try:
            yield Front(secure, http)
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
