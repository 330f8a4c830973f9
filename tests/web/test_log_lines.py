"""A web process as it starts in life: what its log shows of a text from outside, and from whom a request comes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOCK = """
import flask, wsgi
wsgi.application.before_request(lambda: print(flask.request.remote_addr))
wsgi.application.test_client().get("/p/a%0aFAKE LINE%1b%5b2J", headers={"X-Forwarded-For": "1.2.3.4, 10.1.2.3"})
try:
    raise ValueError("of somebody\\nFAKE LINE")
except ValueError:
    wsgi.application.logger.exception("failed")
"""


def started(folder: Path, proxies: str) -> subprocess.CompletedProcess[str]:
    """A process that loads the application behind so many web servers of the house and knocks at its doors."""
    own = {"ANHAO_VAR": str(folder), "ANHAO_PROXIES": proxies}
    command = [sys.executable, "-c", KNOCK]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, timeout=60, check=True
    )


@pytest.mark.parametrize(("proxies", "who"), [("1", "10.1.2.3"), ("2", "1.2.3.4")])
def test_a_request_comes_from_whom_the_houses_own_web_servers_name(tmp_path: Path, proxies: str, who: str) -> None:
    assert started(tmp_path, proxies).stdout == f"{who}\n"


def test_without_one_it_comes_from_who_calls_and_no_text_of_his_looks_like_a_line_of_the_log(tmp_path: Path) -> None:
    process = started(tmp_path, "")
    assert process.stdout == "127.0.0.1\n"
    log = process.stderr
    assert not [sign for sign in log if ord(sign) < 32 and sign != "\n"]
    lines = [json.loads(line) for line in log.splitlines()]
    assert any("\\nFAKE LINE\\x1b[2J" in line["words"] for line in lines)
    assert any("  ValueError: of somebody" in line.get("trace", "") for line in lines)
