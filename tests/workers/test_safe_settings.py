"""What the house does not start with, and in which words it says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from plant import settings_for
from pydantic_settings import BaseSettings

import wsgi
from config.root import ROOT
from config.settings import DingtalkSettings, Settings, WecomSettings
from simulator.config import DingtalkConfig, WecomConfig
from workers import opening, safe_settings, start
from workers.scenarios import cast

SIMULATOR = "http://127.0.0.1:8100"
REAL = {
    "ANHAO_WECOM_CORP_ID": "wwownplant000000001",
    "ANHAO_WECOM_AGENT_ID": "1000077",
    "ANHAO_WECOM_SECRET": "an-own-secret-of-this-plant",
}


@pytest.fixture(autouse=True)
def bare() -> Iterator[None]:
    """No setting but those of the test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    with mock.patch.dict(os.environ, kept, clear=True):
        yield


def faults(environment: Mapping[str, str]) -> list[str]:
    with mock.patch.dict(os.environ, environment):
        return start.why_not(Settings())


def secret_variables(demo: Mapping[str, str]) -> list[str]:
    return [name for name in demo if name.endswith(("SECRET", "TOKEN", "AES_KEY"))]


DEMO = cast.environment(SIMULATOR, "http")


@pytest.mark.parametrize("variable", secret_variables(DEMO))
def test_a_secret_of_the_demo_is_refused_outside_it(variable: str) -> None:
    [fault] = [each for each in faults(REAL | {variable: DEMO[variable]}) if "只设了一半" not in each]
    assert fault == f"{variable} 是演示用的，写在公开的代码里，谁都能冒充：请换成自己的"


def test_every_secret_of_the_demo_and_of_the_simulator_is_known() -> None:
    own = [vars(WecomConfig()), vars(DingtalkConfig()), cast.WECOM, cast.DINGTALK]
    secret = ("secret", "token", "aes_key", "contact_secret", "contact_token", "contact_aes_key", "client_secret")
    assert {str(each[name]) for each in own for name in secret if name in each} <= safe_settings.PUBLISHED
    assert len(secret_variables(DEMO)) == 10


def test_the_demo_may_use_its_secrets_with_the_simulator_only() -> None:
    assert faults(DEMO) == []
    [fault] = faults(DEMO | {"ANHAO_WECOM_API": "https://qyapi.weixin.qq.com"})
    assert fault.startswith("演示开着，企业微信却是真的：演示里谁都能改时间。")


def test_the_demo_is_not_open_to_the_people_of_a_real_platform() -> None:
    [fault] = faults(REAL | {"ANHAO_DEMO": "1"})
    assert "真用请去掉 ANHAO_DEMO，演示请去掉 ANHAO_WECOM_*" in fault


@pytest.mark.parametrize("variable", ["ANHAO_SECRET_KEY", "ANHAO_SENSOR_KEY", "ANHAO_DINGTALK_CARD_SECRET"])
def test_a_key_that_can_be_guessed_is_refused(variable: str) -> None:
    assert f"{variable} 太短，猜得出来：请换成至少 20 个字符的随机串" in faults(REAL | {variable: "anhao2026"})
    assert not [each for each in faults(REAL | {variable: "k" * 20}) if "太短" in each]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ANHAO_HEARTBEAT_URL", "foo", "写得不对：请以 http:// 或 https:// 开头"),
        ("ANHAO_TSA_URL", "foo", "写得不对：请以 http:// 或 https:// 开头"),
        ("ANHAO_SIMULATOR_URL", "x", "写得不对：请以 http:// 或 https:// 开头"),
        ("ANHAO_TSA_CERTIFICATES", "/nope.pem", "指的文件 /nope.pem 不在：请改对，或去掉它"),
    ],
)
def test_a_setting_that_can_not_work_is_named(name: str, value: str, words: str) -> None:
    assert f"{name} {words}" in faults(REAL | {name: value})


def test_own_secrets_are_taken() -> None:
    assert faults(REAL) == []


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"ANHAO_WECOM_CORP_ID": "ww1"}, "企业微信只设了一半，还缺 ANHAO_WECOM_AGENT_ID、ANHAO_WECOM_SECRET"),
        (REAL | {"ANHAO_DINGTALK_CLIENT_ID": "d"}, "钉钉只设了一半，还缺 ANHAO_DINGTALK_CLIENT_SECRET"),
        ({"ANHAO_DEMO": "0"}, "没有接上任何平台，演示也关着"),
    ],
)
def test_make_run_starts_no_demo_for_somebody_who_wants_none(environment: dict[str, str], words: str) -> None:
    [fault] = faults(environment)
    assert fault.startswith(words)


def test_make_run_simulates_nothing_beside_a_real_platform() -> None:
    with mock.patch.dict(os.environ, REAL):
        settings = Settings()
    assert start.connected(settings)
    own = start.environment(settings, "https://anhao.example", None)
    assert not [name for name in own if name.startswith(("ANHAO_DEMO", "ANHAO_DINGTALK", "ANHAO_SIMULATOR"))]


@pytest.mark.parametrize(
    "program",
    [
        ("-m", "workers", "clock"),
        ("-m", "flask", "--app", "wsgi", "web", "--listen", "127.0.0.1:0"),
    ],
    ids=["workers", "flask"],
)
def test_a_program_that_may_not_start_ends_with_the_words(program: tuple[str, ...], tmp_path: Path) -> None:
    environment = {**os.environ, **REAL, "ANHAO_VAR": str(tmp_path), "ANHAO_WECOM_TOKEN": str(cast.WECOM["token"])}
    command = [sys.executable, *program]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == opening.NEVER_STARTS
    assert "没有启动：\n  ANHAO_WECOM_TOKEN 是演示用的" in ended.stderr
    assert str(cast.WECOM["token"]) not in ended.stderr and "Traceback" not in ended.stderr


def test_secrets_are_looked_for_in_every_setting() -> None:
    """A new secret is found by its type, in whichever class of settings it stands."""
    classes: tuple[type[BaseSettings], ...] = (Settings, WecomSettings, DingtalkSettings)
    secret = {
        f"{each.model_config['env_prefix']}{name}".upper()
        for each in classes
        for name, field in each.model_fields.items()
        if "SecretStr" in str(field.annotation)
    }
    for variable in secret:
        assert any(variable in fault for fault in faults(REAL | {variable: cast.CARD_SECRET}))


def made_key(folder: Path, **changes: Any) -> str:
    settings = settings_for(SIMULATOR, "http://127.0.0.1:8000", f"sqlite:///{folder / 'a.db'}", "redis://x", folder)
    settings = settings.model_copy(update={"secret_key": type(settings.secret_key)(""), **changes})
    wsgi.create(settings)
    return settings.signing_key


def test_a_signing_key_that_was_cut_off_while_it_was_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    key = made_key(tmp_path)
    assert len(key) > 40 and made_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_sign_with_one_key(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)

    def make(_: int) -> str:
        opening.make_secret(settings)
        return (tmp_path / "secret_key").read_text()

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(make, range(40)))
    assert len(keys) == 1 and len(keys.pop()) > 40
