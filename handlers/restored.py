"""That the store has come back from a backup: what happened since is not in it, so people must look."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import alerts
from models import ledger
from models.base import PLANT_ZONE
from models.book import NoPlant
from models.ledger import Entry
from models.subject import desk

KIND = "store.restored"
# For so long everybody who asks how the house is hears of it.
SAID_FOR = timedelta(days=3)
SHOWN = 5
TITLE = "数据是从备份恢复的"


def tell(made_at: datetime, numbers: Sequence[str], now: datetime, administrator: str) -> None:
    """Keeps that a backup of `made_at` has come back, and asks the administrator to look. numbers: the permits under
    which people were at work then, with their states."""
    data = {"made_at": ledger.stamp(made_at), "at_work": list(numbers)}
    ledger.append(desk("house", now), KIND, now, actor={"system": "house"}, data=data)
    try:
        alerts.house_alert(f"restored/{now:%Y%m%d%H%M%S}", TITLE, _lines(made_at, numbers), now, administrator)
    except NoPlant:
        return  # nobody is in it who could be asked


def said(now: datetime) -> list[str]:
    """What to look at since the store has come back; empty where it has not lately."""
    last = Entry.select(Entry.canonical).where(Entry.kind == KIND, Entry.recorded_at > now - SAID_FOR)
    row = last.order_by(Entry.id.desc()).first()
    if row is None:
        return []
    told = json.loads(row.canonical)["data"]
    return [f"{TITLE}：{'；'.join(_lines(datetime.fromisoformat(told['made_at']), told['at_work']))}。"]


def _lines(made_at: datetime, numbers: Sequence[str]) -> list[str]:
    more = f" 等 {len(numbers)} 张" if len(numbers) > SHOWN else ""
    then = f"备份那时：{'、'.join(numbers[:SHOWN])}{more}" if numbers else "备份那时没有票在作业"
    # What is to be done comes first: a card has room for only so much.
    return [
        f"{made_at.astimezone(PLANT_ZONE):%m-%d %H:%M} 以后的都不在里面：签字、叫停、复工，报的隐患、停用撤人、改好，"
        "巡检、学习、演练",
        "请逐张到现场核对：在干什么、叫停过没有、里面有谁。拿不准的先停工",
        "请通知大家重来：票重办，隐患重报，停用撤人重定",
        then,
    ]
