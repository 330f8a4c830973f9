"""Commands that run the house's processes."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import cast

import click

from bot.channel import PLATFORM_NAMES, Finding, Platform
from bot.dingtalk.seen import FirstSeen
from bot.wecom.client import WecomChannel
from bot.wecom.menu import FIRST_LEVEL, SECOND_LEVEL, MenuEntry
from config.settings import Settings
from handlers import flows, people
from models import meter, plant_time, redis_line, store
from models.book import NoPlant, book
from workers import queue, watchman
from workers.house import House
from workers.instance import beat_beside, leave, living
from workers.patience import patiently, quietly

Act = Callable[[], House]
log = logging.getLogger("anhao.workers")


def register(cli: click.Group, house: Act) -> None:
    """`house` puts the house together when a command needs it."""
    _register_looks(cli, house)
    register_programs(cli, house)


def register_programs(cli: click.Group, house: Act) -> None:
    """Registers the programs that run all the time."""

    @cli.command("worker")
    def worker() -> None:
        """Seals, archives, makes exports: an RQ worker; any number of them may run."""
        _work(house())

    @cli.command("courier")
    def run_courier() -> None:
        """Sends cards and texts, each platform's in a lane of its own."""
        from workers import courier  # only it needs lanes

        home = house()
        stop = _until_told()
        patiently(lambda: store.write(lambda: people.connected(home.channels, plant_time.now())), stop)
        if "dingtalk" in home.channels and home.settings.dingtalk.callback == "http":
            # Over HTTP, DingTalk must be told where to send taps; Stream needs no such call.
            threading.Thread(target=_look, args=(home,), daemon=True).start()
        with living("courier", home.settings.var):
            courier.run(home, stop)

    @cli.command("clock")
    def run_clock() -> None:
        """Takes every step that is due: reminders, substitutes, red alerts."""
        from workers import clock  # it loads the libraries of anchoring too

        with living("clock", house().settings.var):
            clock.run(house(), _until_told())

    @cli.command("watchman")
    def run_watchman() -> None:
        """Looks for what should have moved and did not."""
        with living("watchman", house().settings.var):
            watchman.run(house(), _until_told())

    _register_lines(cli, house)


def _register_lines(cli: click.Group, house: Act) -> None:
    """Registers the programs that hold a line open to somebody outside."""

    @cli.command("stream")
    def stream() -> None:
        """DingTalk's long connection: taps, messages and directory events come in through it."""
        from bot.dingtalk.stream import Stream  # no other process speaks over WebSockets

        home = house()
        if "dingtalk" not in home.channels:
            raise click.ClickException("钉钉没有接上，不用长连接。要接上请设 ANHAO_DINGTALK_*。")
        lives = partial(_stream_lives, home)
        line = Stream(home.settings.dingtalk, home.dispatch, on_alive=lives, seen=FirstSeen(home.redis))
        with living("stream:dingtalk", home.settings.var):
            line.run(_until_told())

    @cli.command("mqtt")
    def run_mqtt() -> None:
        """Takes the readings of sensors from a broker; only where ANHAO_MQTT_URL names one."""
        from workers import mqtt  # no other process speaks MQTT

        home = house()
        if not home.settings.mqtt_url:
            raise click.ClickException("没有设 ANHAO_MQTT_URL，不用连传感器的 MQTT 服务器。")
        try:
            mqtt.address(home.settings.mqtt_url)
        except mqtt.NoBroker as wrong:
            raise click.ClickException(str(wrong)) from wrong
        with living("mqtt", home.settings.var):
            mqtt.run(home, _until_told())


def _work(home: House) -> None:
    from workers import jobs  # only a worker needs it, and it would cost the other processes 5 MB

    jobs.serve(home)
    own = beat_beside("worker", home)
    queue.take_jobs(home.settings.redis)
    leave(own)


def _register_looks(cli: click.Group, house: Act) -> None:
    """Registers commands for people: check the platforms, play a story."""

    @cli.command("check")
    @click.argument("platforms", nargs=-1)
    @click.option("--send", "person", help="test card to this PERSON (id or name) or to the group; tells what works")
    @click.option("--wait", default=180.0, type=click.FloatRange(1), help="with --send: seconds for each step")
    def check(platforms: tuple[str, ...], person: str | None, wait: float) -> None:
        """Looks once at each platform's credentials, callback address, template and scopes; puts the app menu up."""
        if person is not None:
            _try_out(house(), person, wait)
            return
        wanted = platforms or [name for name in PLATFORM_NAMES if name in house().channels or _people_on(name)]
        found = [finding for name in wanted for finding in _findings(house(), name)]
        for finding in found:
            click.echo(f"{'✓' if finding.ok else '✗'} {finding.topic}：{finding.words}")
        if not all(finding.ok for finding in found):
            raise click.exceptions.Exit(1)

    @cli.command("scenario")
    @click.argument("names", nargs=-1, required=True)
    def scenario(names: tuple[str, ...]) -> None:
        """Plays stories through the real doors in a house of their own; fails when a promise was broken."""
        from config.problem import PlantInvalid
        from workers.preparation import WrongStore
        from workers.scenarios.play import UnknownStory, play_alone
        from workers.scenarios.stage import Late

        try:
            kept = play_alone(names, Settings(), click.echo)
        except Late as late:
            raise click.ClickException(f"没等到：{late}") from late
        except (PlantInvalid, UnknownStory, WrongStore) as wrong:
            raise click.ClickException(str(wrong)) from wrong
        if not kept:
            raise click.exceptions.Exit(1)

    @cli.command("demo-story", hidden=True)
    def demo_story() -> None:
        """Plays the first story in the running demo, at a pace for people who watch the wall."""
        from workers.scenarios.play import play_here

        play_here(house().settings, click.echo)


def _try_out(house: House, person: str, wait: float) -> None:
    from workers import trying  # no process that runs all the time needs it

    try:
        if not trying.send(house, person, wait, click.echo):
            raise click.exceptions.Exit(1)
    except trying.NotSent as why:
        raise click.ClickException(str(why)) from why


def _findings(house: House, name: str) -> list[Finding]:
    channel = house.channels.get(name)
    if channel is None:
        return [_not_connected(name)]
    found = channel.check()
    if isinstance(channel, WecomChannel):
        found.append(_publish_menu(channel))
    return found


def _not_connected(name: str) -> Finding:
    number = _people_on(name)
    concerned = f"，名单里有 {number} 人用它：卡片到不了他们，待办改找别人。请设" if number else "。要接上请设"
    words = f"没有接上{concerned} ANHAO_{name.upper()}_*{'，或在名单里改他们的平台' if number else ''}。"
    return Finding(PLATFORM_NAMES.get(cast(Platform, name), name), False, words)


def _people_on(name: str) -> int:
    """How many people of the plant's data are on this platform; 0 before the data are loaded."""
    try:
        return sum(person.platform == name for person in book(plant_time.now()).plant.people)
    except NoPlant:
        return 0


def _publish_menu(channel: WecomChannel) -> Finding:
    try:
        return channel.publish_menu(_menu())
    except NoPlant:
        return Finding("企业微信应用菜单", False, "厂里的数据还没有装进来。请先 load-plant，再检查一次。")


def _menu() -> list[MenuEntry]:
    """The menu: what waits for a person, and what every flow lets people begin, in as many groups as the platform
    allows."""
    entries: dict[str, list[MenuEntry]] = {}
    for flow in flows.here():
        mine = [MenuEntry(name, key) for name, key in flow.menu_entries(plant_time.now())]
        entries.setdefault(flow.menu_title, []).extend(mine)
    groups = [group for title, mine in entries.items() for group in _groups(title, mine)]
    waiting = [MenuEntry("待我签", "permit.waiting")] if len(groups) < FIRST_LEVEL else []
    return [*waiting, *groups]


def _groups(title: str, entries: Sequence[MenuEntry]) -> Iterator[MenuEntry]:
    """办票 1, 办票 2, …; one group stands without a number."""
    groups = [tuple(entries[start : start + SECOND_LEVEL]) for start in range(0, len(entries), SECOND_LEVEL)]
    for number, group in enumerate(groups, 1):
        yield MenuEntry(f"{title} {number}" if len(groups) > 1 else title, children=group)


def _look(house: House) -> None:
    for finding in _findings(house, "dingtalk"):
        log.log(logging.INFO if finding.ok else logging.WARNING, "%s：%s", finding.topic, finding.words)


@quietly
def _stream_lives(home: House) -> None:
    store.write(lambda: meter.beat("stream:dingtalk", plant_time.real_now()))
    redis_line.look(home.redis)


def _until_told() -> threading.Event:
    """An event that the process manager's stop sets."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
