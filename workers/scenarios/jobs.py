"""One job of each kind for the demo plant's working day, as the foreman fills in its form: data, no code.

The people hold valid certificates for what they do. What a job does not say is said by `COMMON`.
"""

from __future__ import annotations

from typing import Any

FOREMAN, WELDER, GUARDIAN, AREA_GUARDIAN, ANALYST, ELECTRICIAN = "U33", "U34", "U30", "U32", "U28", "U35"
LIFT_COMMANDER, CRANE_OPERATOR, RIGGER, TRAFFIC_GUIDE, ELECTRICAL_LEADER = "U36", "U40", "U39", "U14", "U41"

COMMON: dict[str, Any] = {
    "level": "",
    "area": "sewage",
    "part": "调节池东侧",
    "project": "检修进水管",
    "contractor": False,
    "work_leader": FOREMAN,
    "guardian": GUARDIAN,
    "workers": [FOREMAN],
    "inputs": {},
}

# kind → what its form says beyond COMMON
JOBS: dict[str, dict[str, Any]] = {
    "hot_work": {
        "project": "更换进水管焊接段",
        "workers": [WELDER],
        "inputs": {
            "method": "电焊",
            "equipment_running": False,
            "open_air": True,
            "wind_force": 2,
            "gas_analyst": ANALYST,
        },
    },
    "confined_space": {
        "project": "调节池内清淤",
        "guardian": AREA_GUARDIAN,
        "workers": [WELDER],
        "inputs": {"has_toxic": True, "has_flammable": True, "has_inert_gas": False, "gas_analyst": ANALYST},
    },
    "blind_plate": {
        "area": "boiler",
        "part": "燃气调压柜进口",
        "project": "燃气管堵盲板",
        "inputs": {
            "action": "堵",
            "plate_no": "MB-12",
            "pipe_id": "P-7",
            "medium": "天然气",
            "has_toxic": False,
            "has_flammable": True,
            "temperature_c": 20,
            "pressure_mpa": 0.1,
            "plate_owner": FOREMAN,
            "gas_analyst": ANALYST,
        },
    },
    "height": {
        "project": "池顶护栏更换",
        "workers": [ELECTRICAL_LEADER],
        "inputs": {"height_m": 12, "gas_analyst": ANALYST},
    },
    "lifting": {
        "project": "吊装提升泵",
        "workers": [],
        "inputs": {
            "mass_t": 40,
            "odd_shape": False,
            "near_live_line": False,
            "lift_commander": LIFT_COMMANDER,
            "crane_operator": CRANE_OPERATOR,
            "rigger": [RIGGER],
        },
    },
    "temp_power": {
        "project": "临时照明接线",
        "work_leader": ELECTRICAL_LEADER,
        "workers": [],
        "inputs": {"power_kw": 5, "voltage_v": 380, "electrician": [ELECTRICIAN], "gas_analyst": ANALYST},
    },
    "excavation": {
        "project": "开挖管沟",
        "inputs": {"depth_m": 1, "method": "人工", "near_buried_lines": False},
    },
    "road_closure": {
        "area": "rack",
        "part": "1 号路管廊段",
        "project": "管廊下半幅断路",
        "inputs": {"road_id": "R1", "full_or_half": "半幅", "traffic_guide": TRAFFIC_GUIDE},
    },
}
