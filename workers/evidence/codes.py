"""The regulator's codes of a matter, beside its record: derived from its sealed chain and the rule version under
which it was raised. No platform's acceptance is promised (docs/rules.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reportlab.platypus import Flowable

from models.subject import Subject
from rules.hazards.codes import LABELS
from workers.evidence.grid import pairs_of
from workers.evidence.package import file_name

CODES = "上报代码（由系统推出，没有人填；不保证哪个平台收）"


def codes_file(subject: Subject, codes: Mapping[str, Any]) -> dict[str, bytes]:
    """The codes as a file of the package; nothing where there are none."""
    if not codes:
        return {}
    return {f"{file_name(subject.key)}.codes.json": json.dumps(codes, ensure_ascii=False, indent=1).encode()}


def code_rows(codes: Mapping[str, Any]) -> Flowable:
    """The codes on paper, two a line."""
    told = {LABELS[name]: _said(code) for name, code in codes.items() if name in LABELS}
    names = list(told)
    lines = [tuple(part for name in names[at : at + 2] for part in (name, name)) for at in range(0, len(names), 2)]
    return pairs_of(lines, told)


def _said(code: object) -> str:
    return ("是" if code else "否") if isinstance(code, bool) else str(code)
