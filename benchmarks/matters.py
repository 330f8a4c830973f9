"""Many matters at little cost, and searches among them. Each store has a process of its own, because `models` shuts
PostgreSQL's driver out of a process that has not loaded it.

`python -m benchmarks.matters KIND FOLDER COUNT` prints JSON. The matters are a plant's of some years: made up, but
entered as the clock enters those of before.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg  # noqa: F401 - before `models`, which shuts it out of a process that has not loaded it

from benchmarks import house
from models import findable, matter, store
from models.base import database
from models.findable import BELOW, Sought, search
from models.matter import Matter, MatterKind, Searched
from models.subject import Counter, Subject
from tests.databases import empty_database
from tests.demo import START
from tests.servers import postgres_server

TIMES, AT_ONCE = 5, 500
LEVELS = ("特级动火", "一级动火", "二级动火", "受限空间", "高处", "吊装", "临时用电", "盲板抽堵")
PLACES = [
    f"{where}{what}" for where in ("储运", "污水", "合成", "精馏", "压缩", "锅炉") for what in ("站", "罐区", "泵房")
]
THINGS = ("进水管焊接段", "循环泵机封", "换热器垫片", "护栏", "照明灯具", "液位计", "安全阀", "阀门手轮", "搅拌电机")
DOING = ("更换", "检修", "加固", "清理", "拆除", "调试")
PARTS = ("东侧", "西侧", "二层平台", "顶部人孔", "地沟", "管廊下")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟强磊军洋勇艳杰娟涛明超霞平刚桂芳静丽敏"
STATES = (*["archived"] * 94, "closed", "cancelled", "signing", "working", "suspended", "returned")


@contextmanager
def _address(kind: str, folder: Path) -> Iterator[str]:
    if kind == "SQLite":
        yield house.settings_in(folder).database
        return
    with postgres_server() as server, empty_database(server) as url:
        yield url


def measure(url: str, folder: Path, count: int) -> dict[str, float]:
    """Milliseconds: the median, the slowest of twenty and the slowest of all pages; what entering one matter took."""
    house.prepare(house.settings_in(folder).model_copy(update={"database": url}))
    matter.open_matters([MatterKind("loan", "借条", _no_matter, _no_subject, searched=_made_up)])
    began = time.perf_counter()
    store.write(lambda: _subjects(count))
    while store.write(lambda: findable.fill(AT_ONCE)):
        pass
    each = (time.perf_counter() - began) * 1000 / count
    took = sorted(_page(sought) for _ in range(TIMES) for sought in _searches())
    database.close()
    slow = statistics.quantiles(took, n=20)[-1]
    return {"middle": statistics.median(took), "slow": slow, "slowest": took[-1], "each": each}


def _page(sought: Sought) -> float:
    began = time.perf_counter()
    search(sought)
    return (time.perf_counter() - began) * 1000


def _searches() -> Iterator[Sought]:
    """Rare and common words, of one letter and of many, with and without the rest; and words that nothing has."""
    common = ("动火", "焊", "00", "2024", "更换", "压缩", "站", "归档", "王")
    rare = ("更换进水管焊接段", "20240305-0007", "DH-20230101-0001", "合成泵房 地沟 手轮", "王伟强", "顶部人孔 特级")
    for words in (*common, *rare, "没有的", "水污", "99999", "管进水更换", "焊接段水管"):
        yield Sought(words)
        yield Sought(words, state="suspended")
        yield Sought(words, since=date(2023, 2, 10), until=date(2024, 5, 20))
        yield Sought(words, person="U33", before=60_000)
    yield Sought()
    yield Sought(before=30_000)
    yield Sought(state="working", area="sewage")
    yield Sought(since=date(2025, 3, 3), until=date(2025, 3, 3))


def _subjects(count: int) -> None:
    rows = [{"key": f"loan/{number}", "created_at": START} for number in range(count)]
    for first in range(0, count, AT_ONCE):
        Subject.insert_many(rows[first : first + AT_ONCE]).execute()
    newest = Subject.select().order_by(Subject.id.desc()).get()
    Counter.insert(name=BELOW, value=newest.id + 1).execute()


def _made_up(subject: Subject) -> Searched:
    """The same for a subject each time: some years of a large plant."""
    number = int(subject.key.partition("/")[2])
    chance = random.Random(number)
    begins = datetime(2020, 1, 1, 8, tzinfo=START.tzinfo) + timedelta(minutes=26 * number)
    level, place, state = chance.choice(LEVELS), chance.choice(PLACES), chance.choice(STATES)
    about = f"{chance.choice(DOING)}{chance.choice(THINGS)}"
    called = f"DH-{begins:%Y%m%d}-{number % 56 + 1:04}"
    word = "归档" if state == "archived" else "作业中"
    people = frozenset(f"U{chance.randrange(1, 41):02}" for _ in range(6))
    names = tuple(chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)) for _ in range(8))
    here = Matter(
        subject, called, f"{level} · {place}", about, f"loans/{called}", state, word, "quiet", "sewage", people
    )
    return Searched(here, sorted(people)[0], begins, begins + timedelta(hours=8), (chance.choice(PARTS), *names))


def _no_matter(subject: Subject) -> None:
    return None


def _no_subject(number: str) -> None:
    return None


if __name__ == "__main__":
    with _address(sys.argv[1], Path(sys.argv[2])) as address:
        print(json.dumps(measure(address, Path(sys.argv[2]), int(sys.argv[3]))))
