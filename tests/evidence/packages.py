"""A small package made through the ledger, which a forger takes apart and puts together again."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import rfc8785

from models import blob, ledger, store
from models.base import PLANT_ZONE
from models.seals import seal_all
from models.subject import Subject, open_subject
from workers.evidence.package import write_package
from workers.evidence.people import Named

NOW = datetime(2026, 11, 25, 8, 10, tzinfo=PLANT_ZONE)
PERMIT, HAZARD = "permit/DH-20261125-0001", "hazard/YH-20261125-0007"
ENTRIES, PROOFS = "entries/permit~DH-20261125-0001.jsonl", "proofs/permit~DH-20261125-0001.json"
SHOWN = "一级动火 · 储罐二区 · 08:30–16:30"
PNG = b"\x89PNG not really"
PEOPLE: dict[str, Named] = {"U21": {"name": "姓名", "unit": "机修车间", "posts": ["检修班长"]}}
Parts = dict[str, bytes]


def write_trails() -> None:
    """Two subjects over two seals: three entries and two in the first, two in the second."""
    _append(PERMIT, "permit.requested", {"level": "first", "lel": "0.12 %vol"})
    _append(HAZARD, "hazard.reported", {"text": "管架锈蚀“严重”\n需加固"})
    _append(PERMIT, "ask.opened", {"to": "U21", "why": ["安全总监请假"]})
    seal_all(NOW + timedelta(minutes=10))
    _append(PERMIT, "permit.signed", {"png": _kept(), "deep": [{"strokes": _kept()}]}, shown=True)
    _append(PERMIT, "permit.approved", {"stages": 1})
    seal_all(NOW + timedelta(minutes=30))


def package_of(*keys: str, now: datetime = NOW) -> bytes:
    target = io.BytesIO()
    subjects = [Subject.get(Subject.key == key) for key in keys]
    write_package(target, subjects, PEOPLE, {"permit.pdf": b"%PDF-"}, now)
    return target.getvalue()


def apart(package: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def together(parts: Parts, path: Path, *, honest_manifest: bool = False) -> Path:
    """Zips the parts; unless the manifest is left as it was, it is made to fit them, as a forger would."""
    if not honest_manifest:
        parts = {**parts, "manifest.json": manifest_for(parts)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def manifest_for(parts: Parts) -> bytes:
    manifest: dict[str, Any] = json.loads(parts["manifest.json"])
    others = sorted(name for name in parts if name != "manifest.json")
    manifest["files"] = [
        {"path": name, "sha256": hashlib.sha256(parts[name]).hexdigest(), "bytes": len(parts[name])} for name in others
    ]
    return rfc8785.dumps(manifest)


def _append(key: str, kind: str, data: dict[str, Any], *, shown: bool = False) -> None:
    def one() -> None:
        subject = open_subject(key, NOW)
        actor = {"person": "U21", "post": "foreman", "platform": "dingtalk", "account": "u21"}
        seen = blob.keep_text(SHOWN, NOW) if shown else None
        ledger.append(subject, kind, NOW, actor=actor, data=data, shown=seen)

    store.write(one)


def _kept() -> dict[str, Any]:
    return store.write(lambda: dict(blob.keep(PNG, "image/png", NOW)))
