"""`make run`: prepares `var/`, starts every process, prints the addresses, stops on Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, NoReturn

import requests

from bot.channel import PLATFORM_NAMES
from config import ports
from config.settings import Settings
from handlers.plant import Faulty
from models import away, plant_time, store
from models.away import FAULTS
from models.book import book
from workers import afresh, manager, private, safe_settings
from workers.preparation import WrongStore, prepare_store
from workers.processes import Program, free_port, programs, working_folder
from workers.scenarios import cast

READY_WITHIN = 60
# Seconds between two looks at what somebody has asked for.
LOOK = 0.3
FIRST_ACCOUNT = "第一个账号：.venv/bin/flask --app wsgi create-admin 名字，会打印一次性密码"


class NotStarted(Exception):
    """Nothing runs; the text says why and what to do."""


def main() -> int:
    settings = Settings()
    try:
        return _run(settings)
    except NotStarted as why:
        say(f"没有启动：{why}")
    except OSError as error:
        say(f"没有启动：{private.words_of(error, settings.var)}")
    except FAULTS as error:
        setting = "（ANHAO_DATABASE_URL）" if os.environ.get("ANHAO_DATABASE_URL") else ""
        say(f"没有启动：{away.words_of(error)}{setting}")
    return 1


def _run(settings: Settings) -> int:
    began, given = time.monotonic(), dict(os.environ)
    if faults := why_not(settings):
        raise NotStarted("\n  ".join(("", *faults)))
    private.keep(settings)
    mine = only_one(settings.var)
    afresh.forget(settings)
    port = own_port(settings.var, ports.WEB, 8000)
    here = f"http://127.0.0.1:{port}"
    base = settings.base_url if os.environ.get("ANHAO_BASE_URL") else here
    simulator_port = None if connected(settings) else own_port(settings.var, ports.SIMULATOR, 8100)
    os.environ.update(environment(settings, base, simulator_port))
    settings = Settings()
    private.write_down(mine, base if simulator_port is None else f"http://127.0.0.1:{simulator_port}", base)
    config = _prepare(settings, base, simulator_port)
    found = programs(settings, port, config)
    say(f"启动进程，日志在 {settings.var / 'log'} …")
    running = _start_all(settings, found)
    signal.signal(signal.SIGTERM, lambda *_: running.terminate())
    try:
        if _until_ready(running, here, settings):
            say(f"好了，用时 {time.monotonic() - began:.1f} 秒")
            _check_real(simulator_port)
            say_address(base, here, simulator_port, bool(book(plant_time.now()).config.demo.story))
        if _until_over(running, settings):
            _begin_again(settings, given)
        return running.wait()
    except KeyboardInterrupt:
        say("正在停下所有进程 …")
        running.terminate()
        return running.wait()


def _until_over(running: subprocess.Popen[bytes], settings: Settings) -> bool:
    """Waits until every process has ended; says whether that was because the demo is to begin again."""
    while running.poll() is None:
        if afresh.may(settings) and afresh.asked(settings):
            say("重新开始：正在停下所有进程 …")
            running.terminate()
            running.wait()
            return True
        time.sleep(LOOK)
    return False


def _begin_again(settings: Settings, given: Mapping[str, str]) -> NoReturn:
    """Puts store and chats aside, then is `make run` once more, with what it was given at first."""
    kept = afresh.put_aside(settings, plant_time.real_now())
    if kept:
        say(f"先前的库和聊天收在 {kept}")
    command = [sys.executable, "-m", "workers.start"]
    os.execve(sys.executable, command, dict(given))  # noqa: S606 - our own words


def say(words: str) -> None:
    print(f"· {words}", flush=True)


def why_not(settings: Settings) -> list[str]:
    """A sentence for each reason why nothing is started."""
    return [*_half_set(settings), *_nothing_wanted(settings), *_no_plant(settings), *safe_settings.faults(settings)]


def _no_plant(settings: Settings) -> Iterator[str]:
    if not settings.plant.is_dir():
        yield f"ANHAO_PLANT 指的文件夹 {settings.plant} 不在：请改对"


def _half_set(settings: Settings) -> Iterator[str]:
    """Somebody who has begun to connect a platform does not want the demo."""
    for name, own in safe_settings.platforms(settings).items():
        if own.begun and not own.configured:
            todo = f"请补上；不用它，就把 ANHAO_{name.upper()}_* 都去掉"
            yield f"{PLATFORM_NAMES[name]}只设了一半，还缺 {'、'.join(own.missing)}：{todo}"


def _nothing_wanted(settings: Settings) -> Iterator[str]:
    if os.environ.get("ANHAO_DEMO") and not settings.demo and not connected(settings):
        yield "没有接上任何平台，演示也关着：请设 ANHAO_WECOM_* 或 ANHAO_DINGTALK_*；要看演示就去掉 ANHAO_DEMO"


def connected(settings: Settings) -> bool:
    """Whether any platform has credentials. Then nothing is simulated, because everybody can read the demo's
    secrets."""
    return any(own.configured for own in safe_settings.platforms(settings).values())


def environment(settings: Settings, base: str, simulator_port: int | None) -> dict[str, str]:
    """What the processes are told besides the user's settings; simulator_port: None when nothing is simulated."""
    played = cast.environment(f"http://127.0.0.1:{simulator_port}", "stream") if simulator_port else {}
    return {
        **played,
        "ANHAO_BASE_URL": base,
        "ANHAO_VAR": str(settings.var),
        "PYTHONUNBUFFERED": "1",
        "FLASK_SKIP_DOTENV": "1",
    }


def only_one(var: Path) -> IO[str]:
    """The lock of the house in this folder, ours while it is open. Where a house runs already, raises NotStarted with
    its address, and nothing is touched."""
    lock = private.house_lock(var)
    if lock is None:
        where = private.shown_at(var) or "（还在启动）"
        raise NotStarted(f"这个文件夹里已经开着一个：{where}。它照常开着；要重开，先到那边按 Ctrl-C")
    return lock


def own_port(var: Path, name: str, first: int) -> int:
    """The port that this part had last, if it is free; else another one, and why that matters is said."""
    before = ports.remembered(var, name)
    port = free_port(before or first)
    if before and port != before:
        what = (
            "以前的卡片、开着的页面、贴出去的码、手机里没发出去的，都还指着"
            if name == ports.WEB
            else "开着的手机墙还在"
        )
        say(f"！先前用的端口 {before} 给别的程序占着，这次用 {port}：{what} {before}。要用回去，关掉占着的再重开")
    ports.remember(var, {name: port})
    return port


def _prepare(settings: Settings, base: str, simulator_port: int | None) -> Path | None:
    """Store, plant data, demo clock; the simulator's configuration if there is one. Raises NotStarted."""
    settings.var.mkdir(parents=True, exist_ok=True)
    store.open_store(settings.database)
    try:
        for words in prepare_store(settings):
            say(words)
    except Faulty as faulty:
        for fault in faulty.faults:
            print(fault, file=sys.stderr)
        raise NotStarted(f"工厂数据有 {len(faulty.faults)} 处问题。请改好再运行。") from faulty
    except WrongStore as wrong:
        raise NotStarted(str(wrong)) from wrong
    return None if simulator_port is None else _simulator_config(settings, base, simulator_port)


def _simulator_config(settings: Settings, base: str, port: int) -> Path:
    config, now = settings.var / "simulator.json", plant_time.now()
    content = cast.simulator_config(book(now), base, now, port, plant_time.rate())
    content["people_url"] = f"{base}/demo/people"
    content["kept"] = str(afresh.chats(settings).absolute())
    content["afresh_url"] = f"{base}/demo/afresh" if afresh.may(settings) else None
    config.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return config


def _start_all(settings: Settings, found: list[Program]) -> subprocess.Popen[bytes]:
    """Starts the process manager with all programs, in the folder of their logs."""
    logs, run = settings.var.absolute() / "log", settings.var.absolute() / "run"
    for folder in (logs, run):
        folder.mkdir(parents=True, exist_ok=True)
    conf = run / "supervisord.conf"
    conf.write_text(manager.configuration(found), "utf-8")
    command = manager.tied([sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(conf)])
    here = {"PYTHONPATH": os.pathsep.join(filter(None, (str(working_folder()), os.environ.get("PYTHONPATH"))))}
    told = {**os.environ, **here, **manager.environment(found, working_folder())}
    return subprocess.Popen(command, cwd=logs, env=told)


def _until_ready(running: subprocess.Popen[bytes], address: str, settings: Settings) -> bool:
    """Asks /readyz until it is well; says what is missing when it takes too long."""
    words, logs = "", settings.var / "log"
    for _ in range(READY_WITHIN * 10):
        if running.poll() is not None:
            say(f"进程管理器停了。请看 {logs / 'supervisord.log'}。")
            return False
        try:
            reply = requests.get(f"{address}/readyz", timeout=2)
            if reply.status_code == 200:
                return True
            words = "；".join(reply.json()["faults"])
        except (requests.RequestException, KeyError, TypeError) as error:
            words = type(error).__name__
        time.sleep(0.1)
    redis = f"（Redis 是 ANHAO_REDIS_URL 设的 {settings.redis_url.rpartition('@')[2]}）" if settings.redis_url else ""
    say(f"{READY_WITHIN} 秒还没准备好：{words}{redis}。请看 {logs}。")
    return False


def _check_real(simulator_port: int | None) -> None:
    """Says once what is right and wrong in the real platforms' settings, and how many people are on a platform without
    any."""
    if simulator_port is None:
        say("核对平台配置 …")
        subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", "check"], check=False)


def say_address(base: str, here: str, simulator_port: int | None, story: bool) -> None:
    """Where everybody finds the house, and where it is on this machine, if `ANHAO_BASE_URL` says otherwise."""
    if simulator_port is not None:
        shown = "一面墙的手机；点「演示」看一张票怎么签" if story else "一面墙的手机"
        print(f"\n  打开 http://127.0.0.1:{simulator_port}/  （{shown}）", flush=True)
        print(f"  安全部门的电脑看 {base}/console/ （演示里，在这台机器上打开不用登录）", flush=True)
        print(f"  {FIRST_ACCOUNT}", flush=True)
    else:
        print(f"\n  服务地址 {base}/", flush=True)
        print(f"  控制台 {base}/console/ ；{FIRST_ACCOUNT}", flush=True)
    if base != here:
        print(f"  服务在这台机器的 {here} ，前面的网页服务器要转到这里", flush=True)
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
