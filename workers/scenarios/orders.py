"""What is ordered on a busy day of the demo plant: twelve jobs of all kinds, and when each is asked for. Data.

Areas and levels are chosen so that absences, vacant posts and authorisations of the plant's data are met.
"""

from __future__ import annotations

from typing import Any

from workers.scenarios.jobs import AREA_GUARDIAN, ELECTRICAL_LEADER, GUARDIAN, JOBS

# A guardian watches one job at a time.
CHLORINE_GUARDIAN, WORKSHOP_1, WORKSHOP_3, SAFETY_OFFICE = "U31", "U20", "U22", "U05"


def _like(kind: str, area: str, guardian: str, inputs: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A job like the kind's own one, elsewhere and watched by somebody else."""
    job = {"kind": kind, **JOBS[kind], "area": area, "guardian": guardian, **changes}
    return {**job, "inputs": {**job["inputs"], **(inputs or {})}}


# (minute of the day at which it is asked for, the job)
ORDERS: tuple[tuple[int, dict[str, Any]], ...] = (
    (5, _like("hot_work", "sewage", GUARDIAN)),
    (15, _like("blind_plate", "boiler", AREA_GUARDIAN)),
    (30, _like("height", "hydro", WORKSHOP_1, part="加氢框架二层", project="更换照明灯具")),
    (45, _like("lifting", "util", CHLORINE_GUARDIAN, part="循环水泵房", project="吊装循环水泵")),
    (60, _like("temp_power", "chlor", SAFETY_OFFICE, part="氯化框架一层", project="检修照明接线")),
    (80, _like("excavation", "util", WORKSHOP_3, part="循环水池北侧", project="开挖给水管沟")),
    (105, _like("road_closure", "rack", CHLORINE_GUARDIAN)),
    (130, _like("confined_space", "sewage", AREA_GUARDIAN, part="集水井", project="集水井清淤")),
    (180, _like("hot_work", "hydro", GUARDIAN, {"equipment_running": True}, part="加氢进料管", project="带压堵漏补焊")),
    (320, _like("lifting", "tank", CHLORINE_GUARDIAN, {"mass_t": 120}, part="D1 防火堤外", project="吊装储罐顶盖")),
    (340, _like("height", "hydro", WORKSHOP_1, {"height_m": 35}, part="加氢反应塔顶", project="更换塔顶照明")),
    (
        360,
        _like("temp_power", "util", WORKSHOP_3, part="空分厂房", project="检修泵接线", work_leader=ELECTRICAL_LEADER),
    ),
)
