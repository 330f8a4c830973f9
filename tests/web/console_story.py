"""A busy morning for the console's tests: permits of many states, kinds and areas, with signatures and troubles."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw
from room import FORM, NOW, STAGES, seed_permit

from models import blob, gas, meter
from models.ask import Ask
from models.book import book
from models.delivery import Delivery, Rendition
from models.permit import Permit
from models.subject import open_subject

KINDS = {"hot_work": ("DH", "一级"), "confined_space": ("SX", ""), "height": ("GC", "Ⅱ级"), "lifting": ("DZ", "三级")}


def seed_morning() -> None:
    """The story's permit, which waits for two signers, and one in each other state; one person can't be reached."""
    first = seed_permit()
    sign(first, "U33", minutes=4)
    seed("tank", "hot_work", 2, "blocked")
    seed("hydro", "height", 1, "working", started_at=NOW - timedelta(minutes=5))
    seed("hydro", "lifting", 1, "approved")
    seed("chlor", "confined_space", 1, "suspended", started_at=NOW - timedelta(minutes=9))
    late = seed("ammonia", "hot_work", 3, "signing")
    ask(late, "U20", opened=NOW - timedelta(minutes=31), due=NOW - timedelta(minutes=16))
    seed("boiler", "lifting", 2, "returned")
    seed("lpg", "height", 2, "closed")
    seed("sewage", "confined_space", 2, "finished")
    meter.lost("wecom", "anhe_u19", "U19", "没有加入企业", NOW - timedelta(minutes=3))
    stuck = Delivery.create(**delivery(late, "U20"), state="stuck", last_error="应用没有给他可见权限")
    shown = {"text": "请签：一级动火 · 液氨罐区\n剩 3 分钟", "shown": "", "made_at": NOW}
    Rendition.create(ask=stuck.ask, delivery=stuck, **shown)
    meter.count("dingtalk", "api", "card", "U11", NOW)


def seed(area: str, kind: str, number: int, state: str, **more: Any) -> Permit:
    """A permit of today in that state."""
    rules = book(NOW).config.templates.kinds[kind]
    code, level = KINDS.get(kind, (rules.code, ""))
    name = f"{code}-20261125-{number:04d}"
    place = book(NOW).plant.area(area).name
    form = {**FORM, "kind": kind, "area": area, "area_name": place, "level_name": level, "part": "东侧管线"}
    permit: Permit = Permit.create(
        subject=open_subject(f"permit/{name}", NOW),
        number=name,
        kind=kind,
        level="first",
        area=area,
        state=state,
        requester="U33",
        starts_at=NOW.replace(hour=8, minute=30),
        ends_at=NOW.replace(hour=16, minute=30),
        form=form,
        template={"kind_name": rules.name, "level_name": level, "jsa": [], "measures": []},
        route={"stages": STAGES},
        rules="1",
        requested_at=NOW - timedelta(minutes=40),
        **more,
    )
    return permit


def ask(permit: Permit, person: str, *, opened: datetime = NOW, due: datetime | None = None, **more: Any) -> Ask:
    """Somebody is to sign; `more` are further columns, `data` among them."""
    data = {"approval": True, "signs_for": "所在单位", "stage_name": "双签审批", **more.pop("data", {})}
    row: Ask = Ask.create(
        kind="permit.sign",
        subject=permit.subject_id,
        person=person,
        stage="1/dual",
        slot=f"1/dual/{person}",
        opened_at=opened,
        delivered_at=opened,
        due_at=due,
        next_at=NOW + timedelta(minutes=5),
        data=data,
        **more,
    )
    return row


def sign(permit: Permit, person: str, minutes: int) -> str:
    """The person's open or done ask gets a written signature; returns the picture's hash."""
    picture = io.BytesIO()
    image = Image.new("RGB", (320, 120), "white")
    ImageDraw.Draw(image).line([(20, 90), (120, 20), (180, 100), (300, 30)], fill="black", width=5)
    image.save(picture, "PNG")
    at = NOW - timedelta(minutes=minutes)
    kept = blob.keep(picture.getvalue(), "image/png", at)
    answer = {"result": "signed", "at": at.isoformat(), "by": person, "png": kept, "presence": "人在污水处理站"}
    signed = Ask.update(state="done", opened_at=permit.requested_at, closed_at=at, answer=answer)
    signed.where(Ask.subject == permit.subject_id, Ask.person == person).execute()
    return str(kept["sha256"])


def gas_test(permit: Permit, *, ok: bool, value: str) -> None:
    gas.GasTest.create(
        permit=permit,
        sampled_at=NOW - timedelta(minutes=20),
        recorded_at=NOW - timedelta(minutes=12),
        analyst="U28",
        point="调节池人孔",
        method="泵吸",
        instrument="GX-6000",
        calibrated_until="2027-03-01",
        readings=[{"analyte": "combustible", "gas": "甲烷", "value": value, "unit": "%LEL", "vol_pct": "0.15"}],
        ok=ok,
        words="在限值以内" if ok else "超过 0.5 %vol",
    )


def delivery(permit: Permit, person: str) -> dict[str, Any]:
    """The columns of a card about the permit."""
    about = Ask.get(Ask.subject == permit.subject_id, Ask.person == person)
    return {
        "ask": about,
        "person": person,
        "platform": "wecom",
        "account": f"anhe_{person.lower()}",
        "purpose": "permit.sign",
        "not_before": NOW + timedelta(hours=1),
        "created_at": NOW,
    }


def passed(number: int, day: datetime, minutes: int, *, refused: str = "", stand_in: bool = False) -> Permit:
    """A permit of an earlier day that was signed in so many minutes, or given back."""
    subject = open_subject(f"permit/DH-{day:%Y%m%d}-{number:04d}", day)
    end = day + timedelta(minutes=minutes)
    permit = seed_past(subject, day, "returned" if refused else "approved", end)
    answer = {"reason": refused, "at": end.isoformat()} if refused else {"result": "signed", "at": end.isoformat()}
    data = {"authorization": "SQ-2026-07", "for_post_name": "安全总监"} if stand_in else {}
    state = "refused" if refused else "done"
    ask(permit, "U04", opened=day + timedelta(minutes=1), state=state, closed_at=end, answer=answer, data=data)
    return permit


def seed_past(subject: Any, day: datetime, state: str, decided: datetime) -> Permit:
    permit: Permit = Permit.create(
        subject=subject,
        number=subject.key.removeprefix("permit/"),
        kind="hot_work",
        level="first",
        area="sewage",
        state=state,
        requester="U33",
        starts_at=day,
        ends_at=day + timedelta(hours=8),
        form=FORM,
        template={"kind_name": "动火作业", "level_name": "一级", "jsa": [], "measures": []},
        route={"stages": STAGES},
        rules="1",
        requested_at=day,
        decided_at=decided,
        started_at=None if state == "returned" else day + timedelta(minutes=40),
    )
    return permit


def seed_weeks() -> None:
    """Three weeks of the past."""
    for week in range(3):
        day = NOW - timedelta(weeks=week, days=1)
        passed(11, day, 12 + week)
        passed(12, day, 9 + 5 * week, stand_in=True)
        passed(13, day, 20, refused="措施没落实，地沟没盖")
    passed(14, NOW - timedelta(days=1), 6, refused="气体没测或不合格")
