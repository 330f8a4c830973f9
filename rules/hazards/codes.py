"""What a hazard or a round is in the regulator's vocabulary: derived from what is known, never asked of
anybody. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.hazards.categories import Category
from rules.hazards.exchange import Exchange

Told = dict[str, str | int | bool]
OTHER = "other"
LABELS = {
    "dangerLevel": "级别",
    "dangerSrc": "来源",
    "dangerManageType": "治理类型",
    "dangerState": "状态",
    "hazardDangerType": "隐患类型",
    "managementClassification": "管理分类",
    "occurrenceLink": "发生环节",
    "hazardCategory": "登记人类别",
    "deleted": "删除",
    "hazardCode": "风险点",
    "riskMeasureId": "管控措施",
    "checkRecordId": "检查记录",
}


@dataclass(frozen=True)
class Facts:
    """What the chain of a hazard says. grade: empty of one that sounds major and that nobody has decided; state: of an
    archived one the state before; way: how it was reported; origin: in which round it was found, as the report has
    it."""

    grade: str
    state: str
    way: str = ""
    on_the_spot: bool = False
    origin: Mapping[str, str] | None = None


def of_hazard(facts: Facts, category: Category | None, exchange: Exchange) -> Told:
    """The codes of a hazard. category: None while nobody has sorted it."""
    origin = facts.origin or {}
    codes = category.reported_as if category else None
    told: Told = {
        "dangerSrc": _source(facts, exchange),
        "dangerManageType": exchange.manage["on_the_spot" if facts.on_the_spot else "by_deadline"],
        "dangerState": exchange.states.get(facts.state, exchange.open_state),
        "hazardCategory": exchange.registered_by,
        "occurrenceLink": (codes.occurrence if codes else 0) or exchange.occurrence,
        "deleted": facts.state in exchange.deleted,
    }
    if facts.grade:
        told = {"dangerLevel": exchange.levels.get(facts.grade, min(exchange.levels.values())), **told}
    if codes:
        told |= {"hazardDangerType": codes.danger_type, "managementClassification": codes.management}
    chain = {"hazardCode": "point", "riskMeasureId": "measure", "checkRecordId": "number"}
    return told | {name: origin[own] for name, own in chain.items() if origin.get(own)}


def of_check(status: str, exchange: Exchange) -> int:
    """A check record's status; of what nobody has looked at yet it is that of what was missed."""
    return exchange.checks.get(status, exchange.checks["missed"])


def _source(facts: Facts, exchange: Exchange) -> int:
    """A control measure that somebody named as failed; else the round or campaign, else how it was reported."""
    origin, sources = facts.origin or {}, exchange.sources
    name = "measure" if origin.get("measure") else origin.get("source") or facts.way
    return sources.get(name, sources[OTHER])
