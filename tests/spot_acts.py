"""What a finder does who mends it at once (即查即改), through the public doors."""

from __future__ import annotations

from hazard_acts import FINDER, form, newest
from plant import Plant

from models.hazard import Hazard
from workers.scenarios import hand

WORDS, DID = "配电箱门开着，电缆露在外面", "门关上锁好了"


def mended_at_once(plant: Plant, words: str = WORDS, **more: object) -> Hazard:
    page = form(plant)
    given = {"photos": [page.bring(hand.shot("before"))], "position": plant.phone(FINDER).position(), "fixed": True}
    answer = page.act("hazard.report", {**given, "did": DID, **more}, text=words)
    assert not answer["ok"] and "改之前、改好后各拍一张" in answer["words"]
    same = {"after": [page.bring(hand.shot("before"))], "did": DID}
    answer = page.act("hazard.report", {**given, **same, **more}, text=words, attempt=2)
    assert not answer["ok"] and answer["words"].startswith("前后是同一张照片，改好以后再拍一张"), answer
    answer = page.act(
        "hazard.report", {**given, "did": DID, "after": [page.bring(hand.shot("after"))], **more}, text=words, attempt=3
    )
    assert answer["ok"], answer
    plant.settle()
    return newest()
