"""A ninth kind of work, 射线作业, that exists only as data: its own form, route, role, measures, gates and job."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from prefixed import PREFIX

KIND, OFFICER = f"{PREFIX}radiography", f"{PREFIX}radiation_officer"


def with_radiography(plant: Mapping[str, Any]) -> dict[str, Any]:
    """The prefixed plant with the kind in it."""
    data = deepcopy(dict(plant))
    templates, rules = data["permit_templates"], data["routing_rules"]
    templates["roles"][OFFICER] = "辐射防护员"
    templates["kinds"][KIND] = _kind()
    rules["routes"].append(
        {
            "id": "RT-ANY",
            "match": {"kind": KIND},
            "stages": [{"use": _own("leader")}, {"use": _own("unit")}, _approval()],
        }
    )
    data["demo"]["jobs"][KIND] = {
        "project": "管道焊缝拍片",
        "workers": [_own("U34")],
        "inputs": {
            "standard_works": ["都没有"],
            "source": "γ 射线",
            "activity_tbq": 1.8,
            "cordon_m": 40,
            OFFICER: _own("U20"),
        },
    }
    return data


def _own(word: str) -> str:
    return PREFIX + word


def _approval() -> dict[str, Any]:
    line = {"scope": "plant", "signs_for": _own("安全管理部门"), "statutory": True}
    posts = [{"post": _own(post), **line} for post in ("safety_manager", "safety_engineer")]
    return {"id": "radiation", "name": "辐射安全审批", "mode": "any_of", "posts": posts}


def _kind() -> dict[str, Any]:
    return {
        "name": "射线作业",
        "words": ["射线", "拍片"],
        "code": "SE",
        "form": "本厂表1",
        "outside_standard": {
            "why": "用放射源拍片，危害是辐射，标准的八类都不管",
            "decided_by": _own("U04"),
            "decided_on": "2026-10-08",
        },
        "ask_interval_min": 60,
        "levels": [
            {
                "id": "none",
                "name": "不分级",
                "rank": 1,
                "validity_h": 8,
                "validity_source": "plant",
                "when": "用射线探伤",
            }
        ],
        "level_inputs": ["source", "activity_tbq"],
        "fields": [
            {"id": "source", "label": "什么源", "kind": "choice", "choices": ["X 射线", "γ 射线"]},
            {"id": "activity_tbq", "label": "活度", "kind": "number", "unit": "TBq", "upto": 10},
            {"id": "cordon_m", "label": "警戒半径", "kind": "number", "unit": "米", "upto": 500},
            {"id": OFFICER, "label": "辐射防护员", "kind": "person"},
        ],
        "upgrade": {"calendar": False, "source": "plant"},
        "required_roles": ["requester", "work_leader", "worker", "guardian", OFFICER, "briefing_giver", "acceptor"],
        "qualifications": {
            "worker": [_own("T-ENTRY3")],
            "worker_contractor": [_own("T-CONTR")],
            "guardian": [_own("T-GUARD")],
            OFFICER: [_own("T-SAFETY")],
        },
        "gas_test": {"required": "never"},
        "reconfirm_measures": True,
        "start_gate_extra": [{"id": "dosimeter", "text": "个人剂量计已佩戴并开机"}],
        "attachments": [{"id": "licence", "name": "辐射安全许可证", "required": True}],
        "measures": [
            {
                "id": "RT1",
                "text": "警戒区已清场",
                "applies": "always",
                "confirm": "guardian",
                "evidence": "photo",
            },
            {"id": "RT2", "text": "警戒线外剂量率合格", "applies": "always", "confirm": OFFICER, "evidence": "reading"},
            {"id": "RT3", "text": "属地岗位已撤离", "applies": "always", "confirm": "area_rep", "evidence": "none"},
        ],
        "jsa": [
            {
                "step": "曝光",
                "hazard": "误入警戒区",
                "consequence": "超剂量照射",
                "risk": "high",
                "measures": ["专人值守", "声光报警"],
            }
        ],
        "closeout": ["放射源已收回并复核", "警戒已撤"],
        "printed": {"facts": [["射线源", "source", "警戒半径", "cordon_m"]]},
    }
