"""`make run`: prepares `var/`, starts every process under the process manager, prints one address, stops on Ctrl-C."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from bot.channel import PLATFORM_NAMES
from config.settings import Settings
from handlers.plant import Faulty
from models import plant_time, store
from models.book import book
from workers import safe_settings
from workers.preparation import prepare_store, start_demo_clock
from workers.processes import Program, free_port, programs, working_folder
from workers.scenarios import cast

READY_WITHIN = 60


def main() -> int:
    began = time.monotonic()
    settings = Settings()
    if faults := why_not(settings):
        say("没有启动：" + "\n  ".join(("", *faults)))
        return 1
    port = free_port(8000)
    base = settings.base_url if "ANHAO_BASE_URL" in os.environ else f"http://127.0.0.1:{port}"
    simulator_port = None if connected(settings) else free_port(8100)
    own = environment(settings, base, simulator_port)
    os.environ.update(own)
    settings = Settings()
    config = _prepare(settings, base, simulator_port)
    if config is None:
        return 1
    conf = _write_conf(settings, programs(settings, port, config if simulator_port else None))
    say(f"启动进程，日志在 {settings.var / 'log'} …")
    manager = subprocess.Popen([sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(conf)])
    signal.signal(signal.SIGTERM, lambda *_: manager.terminate())
    try:
        if _until_ready(manager, f"http://127.0.0.1:{port}"):
            say(f"好了，用时 {time.monotonic() - began:.1f} 秒")
            _check_real(simulator_port)
            _say_address(base, simulator_port)
        return manager.wait()
    except KeyboardInterrupt:
        say("正在停下所有进程 …")
        manager.terminate()
        return manager.wait()


def say(words: str) -> None:
    print(f"· {words}", flush=True)


def why_not(settings: Settings) -> list[str]:
    """A sentence for each thing because of which nothing is started."""
    return [*_half_set(settings), *_nothing_wanted(settings), *safe_settings.faults(settings)]


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
    """Whether any platform has credentials. Then nothing is simulated: everybody can read what the demo signs with."""
    return any(own.configured for own in safe_settings.platforms(settings).values())


def environment(settings: Settings, base: str, simulator_port: int | None) -> dict[str, str]:
    """What the processes are told beside what the user has set; simulator_port: None where nothing is simulated."""
    played = cast.environment(f"http://127.0.0.1:{simulator_port}", "stream") if simulator_port else {}
    return {**played, "ANHAO_BASE_URL": base, "ANHAO_VAR": str(settings.var), "PYTHONUNBUFFERED": "1"}


def _prepare(settings: Settings, base: str, simulator_port: int | None) -> Path | None:
    """Store, plant data, demo clock, simulator's configuration; None when the plant's data has faults."""
    settings.var.mkdir(parents=True, exist_ok=True)
    settings.var.chmod(0o700)
    store.open_store(settings.database)
    try:
        for words in prepare_store(settings):
            say(words)
    except Faulty as faulty:
        for fault in faulty.faults:
            print(fault, file=sys.stderr)
        say(f"工厂数据有 {len(faulty.faults)} 处问题，没有启动。请改好再运行。")
        return None
    anchor = book(plant_time.now()).plant.demo_anchor
    if settings.demo and anchor is not None and start_demo_clock(anchor):
        say(f"演示厂的时间从 {anchor:%Y-%m-%d %H:%M} 开始走")
    config = settings.var / "simulator.json"
    now = plant_time.now()
    if simulator_port is not None:
        content = cast.simulator_config(book(now), base, now, simulator_port, plant_time.rate())
        config.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        config.chmod(0o600)
    return config


def _write_conf(settings: Settings, found: list[Program]) -> Path:
    """The process manager's configuration: each program restarted when it dies, stopped with its children."""
    logs = settings.var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    lines = [
        "[supervisord]",
        "nodaemon=true",
        "silent=true",
        f"logfile={logs / 'supervisord.log'}",
        f"pidfile={settings.var / 'run' / 'supervisord.pid'}",
        f"directory={working_folder()}",
    ]
    for program in found:
        lines += [
            f"[program:{program.name}]",
            f"command={shlex.join(program.command)}",
            f"priority={program.priority}",
            "autorestart=true",
            "startretries=1000",
            "startsecs=1",
            "stopasgroup=true",
            "killasgroup=true",
            "redirect_stderr=true",
            f"stdout_logfile={logs / (program.name + '.log')}",
            "stdout_logfile_maxbytes=10MB",
            "stdout_logfile_backups=2",
        ]
    (settings.var / "run").mkdir(parents=True, exist_ok=True)
    conf = settings.var / "run" / "supervisord.conf"
    # A percent sign starts an expansion in this file format.
    conf.write_text("\n".join(lines).replace("%", "%%") + "\n", "utf-8")
    conf.chmod(0o600)
    return conf


def _until_ready(manager: subprocess.Popen[bytes], address: str) -> bool:
    """Asks /readyz until it is well; says what is missing when it takes too long."""
    words = ""
    for _ in range(READY_WITHIN * 10):
        if manager.poll() is not None:
            say("进程管理器停了。请看 var/log/supervisord.log。")
            return False
        try:
            reply = requests.get(f"{address}/readyz", timeout=2)
            if reply.status_code == 200:
                return True
            words = reply.text
        except requests.RequestException as error:
            words = type(error).__name__
        time.sleep(0.1)
    say(f"{READY_WITHIN} 秒还没准备好：{words}。请看 var/log。")
    return False


def _check_real(simulator_port: int | None) -> None:
    """Says once what is right and wrong with the real platforms' settings, and who is on one that is not there."""
    if simulator_port is None:
        say("核对平台配置 …")
        subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", "check"], check=False)


def _say_address(base: str, simulator_port: int | None) -> None:
    if simulator_port is not None:
        print(
            f"\n  打开 http://127.0.0.1:{simulator_port}/  （一面墙的手机；点「演示」看一张一级动火票）\n", flush=True
        )
    else:
        print(f"\n  服务地址 {base}/\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
