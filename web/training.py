"""What phone pages and console say alike of the training as a whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from models import training
from models.book import Book, name_of
from models.training import Attempt, Learning
from rules.phrases import day_words, record_words


def since(rules: Book) -> str:
    """Since when people are asked to learn and who began it, or who halted it and why."""
    entry = training.changed()
    if entry is None:
        return "还没有开始。"
    line = json.loads(entry.canonical)
    at = record_words(datetime.fromisoformat(line["at"]).astimezone(rules.plant.zone))
    actor = line["actor"]
    who = name_of(rules.plant, actor["person"]) if "person" in actor else f"控制台的{actor['account']}"
    if entry.kind == "training.begun":
        return f"{at} 由{who}开始。"
    return f"{at} 由{who}停止：{line['data']['reason']}。"


def remembered(learning: Learning, papers: Sequence[Attempt], rules: Book) -> str:
    """How a passed lesson is known since: 过后答对 2/3，12月3日起再问; empty while nothing was asked."""
    ended = [each.outcome for each in papers if each.kind != "lesson" and each.outcome in ("right", "wrong")]
    told = [f"过后答对 {ended.count('right')}/{len(ended)}"] if ended else []
    if learning.state == "passed" and learning.asked_at is not None:
        told.append(f"{day_words(rules.plant.day(learning.asked_at))}起再问一题")
    return "，".join(told)
