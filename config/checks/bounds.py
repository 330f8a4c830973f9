"""The bounds of every number in the plant's files: a table over the raw data, in the unit that people read.

A figure outside them is a typing error or takes safety away. Bounds of the standard are marked; `standard.py` and
`gas.py` check what takes more than one figure. A quoted number is refused, because the table would miss it.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from config.problem import Finding
from config.references import Places
from rules.substances import HIGHEST_LEL, LOWEST_LEL
from rules.training.reading import LEAST_MINUTES, MOST_MINUTES

ANY = 1_000_000_000.0
READABLE = 1e15
A_SHIFT_MIN, LONGEST_SILENCE_MIN = 480, 240
STANDARD = "标准"
PARTS = ("pre_start", "during", "close")
WITH_TIMERS = (
    "defaults",
    "defaults/on_call",
    "fragments/*",
    "routes/*/stages/*",
    *(f"after_signing/{part}/*" for part in PARTS),
)


class Bound(NamedTuple):
    """Both ends are included; `law`: who sets the stricter end, empty when the bound only catches typing errors."""

    pattern: str
    low: float
    high: float
    unit: str = ""
    law: str = ""


BOUNDS: dict[str, tuple[Bound, ...]] = {
    "plant": (
        Bound("version", 1, 1_000_000),
        Bound("areas/*/radius_m", 5, 2_000, "米"),
        Bound("posts/*/authority", 0, 1_000),
        Bound("shifts/day/weekdays/*", 1, 7),
        Bound("shifts/offset/*", 0, 365, "天"),
    ),
    "routing_rules": (
        Bound("version", 1, 1_000_000),
        *(
            Bound(f"{place}/timers/{step}", 1, LONGEST_SILENCE_MIN, "分钟")
            for place in WITH_TIMERS
            for step in ("remind", "warn", "substitute", "alarm")
        ),
        Bound("defaults/presence/radius_m", 1, 200, "米"),
        Bound("defaults/presence/max_accuracy_m", 1, 500, "米"),
        Bound("defaults/presence/max_age_s", 10, 1_800, "秒"),
        Bound("defaults/urge/every_min", 1, 240, "分钟"),
        Bound("defaults/urge/per_stage", 1, 20, "次"),
        Bound("defaults/digest/at_least", 0, 50, "张"),
        Bound("defaults/digest/every_min", 1, 60, "分钟"),
        Bound("defaults/min_lead_min/*", 0, 10_080, "分钟"),
        Bound("gb_roles/*/floor", 1, 1_000),
        Bound("windows/rest_day/weekdays/*", 1, 7),
        Bound("upgrades/rules/*/steps", 1, 3, "级"),
        Bound("upgrades/rules/*/when_all/*/at_least", -ANY, ANY),
        Bound("fragments/*/only_if/*/at_least", -ANY, ANY),
        Bound("routes/*/stages/*/only_if/*/at_least", -ANY, ANY),
        *(Bound(f"after_signing/{part}/*/order", 1, 20) for part in PARTS),
        *(Bound(f"after_signing/{part}/*/every_min", 5, A_SHIFT_MIN, "分钟") for part in PARTS),
        Bound("after_signing/expiry/warn_before_min/*", 1, 1_440, "分钟"),
        Bound("after_signing/expiry/useful_rest_min", 10, A_SHIFT_MIN, "分钟"),
        Bound("additions/most", 0, 10, "人"),
        Bound("copies/most", 0, 50, "人"),
    ),
    "permit_templates": (
        Bound("version", 1, 1_000_000),
        Bound("keep/permit_days", 365, 36_500, "天", STANDARD),
        Bound("keep/video_days", 30, 3_650, "天", STANDARD),
        Bound("qualifications/*/valid_months", 1, 120, "个月"),
        Bound("gas/flammable/rule/*/max_vol_pct", 0.001, 0.5, "%vol", STANDARD),
        Bound("gas/flammable/rule/*/lel_at_least_pct", 4, 100, "%vol", STANDARD),
        Bound("gas/flammable/rule/*/lel_below_pct", 4, 100, "%vol", STANDARD),
        Bound("gas/oxygen/*/min_vol_pct", 19.5, 21, "%vol", STANDARD),
        Bound("gas/oxygen/*/max_vol_pct", 19.5, 23.5, "%vol", STANDARD),
        Bound("gas/oxygen/*/oxygen_rich_max_vol_pct", 19.5, 23.5, "%vol", STANDARD),
        Bound("gas/toxic/limits/*/limit", 0.0001, 18_000, "mg/m3"),
        Bound("gas/toxic/limits/*/molar_mass", 2, 500, "g/mol"),
        Bound("gas/media/*/lel_pct", LOWEST_LEL, HIGHEST_LEL, "%vol"),
        Bound("gas/ranges/*/upto", 0.1, 1_000_000),
        Bound("kinds/*/ask_interval_min", 5, A_SHIFT_MIN, "分钟"),
        Bound("kinds/*/fire_watch_min", 1, A_SHIFT_MIN, "分钟"),
        Bound("kinds/*/levels/*/rank", 1, 20),
        Bound("kinds/*/levels/*/validity_h", 1, 720, "小时"),
        Bound("kinds/*/levels/*/validity_max_special_h", 1, 720, "小时", STANDARD),
        Bound("kinds/*/level_table/*/over", 0, 10_000),
        Bound("kinds/*/level_table/*/upto", 0, 10_000),
        Bound("kinds/*/fields/*/from", -ANY, ANY),
        Bound("kinds/*/fields/*/upto", -ANY, ANY),
        Bound("kinds/*/fields/*/least", 1, 20),
        *(Bound(f"kinds/*/measures/*/reading/{name}", -ANY, ANY) for name in ("from", "upto", "most", "least")),
        Bound("kinds/*/upgrade/wind_force_at_least", 1, 6, "级", STANDARD),
        Bound("kinds/*/weather/too_strong", 1, 6, "级", STANDARD),
        Bound("kinds/*/gas_test/before_start_max_min", 1, 30, "分钟", STANDARD),
        Bound("kinds/*/gas_test/retest_after_break_min/*", 1, 60, "分钟", STANDARD),
        Bound("kinds/*/gas_test/record_every_min", 1, 120, "分钟", STANDARD),
        Bound("kinds/*/attachments/*/min", 1, 20, "份"),
        Bound("kinds/*/attachments/*/above/*", -ANY, ANY),
        Bound("kinds/*/exempt/below_t", 0, 10, "吨", STANDARD),
        Bound("kinds/*/triggers/confined_space_rules_if/depth_over_m", 0, 1.2, "米", STANDARD),
        Bound("kinds/*/short_job/day_max_h", 0, 2, "小时", STANDARD),
        Bound("kinds/*/short_job/night_max_h", 0, 1, "小时", STANDARD),
        Bound("relations/conflicts/*/radius_m", 1, 500, "米"),
        Bound("relations/vertical/radius_m", 6, 100, "米"),
        Bound("relations/vertical/double_over_m", 2, 24, "米", STANDARD),
    ),
    "posts_matrix": (
        Bound("version", 1, 1_000_000),
        Bound("initial_hours/general", 24, 2_000, "学时", "规定"),
        Bound("initial_hours/high_risk", 72, 2_000, "学时", "规定"),
        Bound("annual_hours/general", 1, 2_000, "学时"),
        Bound("annual_hours/high_risk", 20, 2_000, "学时", "规定"),
        *(Bound(f"grace_days/{each}", 0, 90, "天") for each in ("general", "permit_roles")),
        Bound("cert_rules/*/valid_months", 1, 120, "个月"),
        Bound("cert_rules/*/review_months", 1, 120, "个月"),
        Bound("cert_rules/*/warn_days/*", 1, 365, "天"),
        Bound("trades/*/refresh_months/*", 1, 60, "个月"),
        Bound("trades/*/initial_hours", 1, 2_000, "学时"),
        Bound("trades/*/annual_hours", 1, 2_000, "学时"),
        Bound("levels/*/hours", 0.5, 200, "学时"),
        Bound("levels/*/days", 1, 90, "天"),
    ),
    "courses": (
        Bound("version", 1, 1_000_000),
        Bound("courses/*/refresh_months", 1, 60, "个月"),
        Bound("courses/*/pass_rule/quiz_size", 1, 50, "题"),
        Bound("courses/*/pass_rule/lesson_pass", 0.6, 1),
        Bound("courses/*/pass_rule/course_pass", 0.6, 1),
        Bound("courses/*/lessons/*/minutes", LEAST_MINUTES, MOST_MINUTES, "分钟"),
        Bound("courses/*/lessons/*/film/seconds", 5, 300, "秒"),
    ),
    "drills": (
        Bound("version", 1, 1_000_000),
        Bound("drills/*/minutes", 1, 240, "分钟"),
        Bound("drills/*/pass_score", 60, 100, "分"),
        Bound("drills/*/nodes/*/time_limit_s", 5, 3_600, "秒"),
        Bound("drills/*/nodes/*/weight", 1, 100),
        Bound("drills/*/nodes/*/on_timeout/score", 0, 10, "分"),
        Bound("drills/*/nodes/*/options/*/score", 0, 10, "分"),
        Bound("drills/*/team/turns/*/time_limit_s", 5, 3_600, "秒"),
        Bound("drills/*/team/turns/*/cards/*/weight", 1, 100),
        Bound("drills/*/team/turns/*/cards/*/options/*/score", 0, 10, "分"),
    ),
    "hazard_categories": (
        Bound("version", 1, 1_000_000),
        *(
            bound
            for place in ("defaults", "categories/*")
            for bound in (
                Bound(f"{place}/deadline_hours/general", 1, 2_160, "小时"),
                Bound(f"{place}/deadline_hours/major", 1, 720, "小时"),
                *(Bound(f"{place}/recheck/{by}", 0, 1) for by in ("team", "safety", "mgmt")),
                *(Bound(f"{place}/points/{what}", 0, 1_000, "分") for what in ("report", "fix_on_time", "joined")),
                *(Bound(f"{place}/points/{what}", -1_000, 0, "分") for what in ("overdue_per_day", "fake")),
            )
        ),
        Bound("categories/*/codes/danger_type", 1, 8),
        Bound("categories/*/codes/management", 1, 3),
        Bound("categories/*/codes/occurrence", 0, 10),
        *(
            Bound(f"defaults/exchange/{name}/*", -9, 99)
            for name in ("levels", "sources", "manage", "states", "checks", "days")
        ),
        *(Bound(f"defaults/exchange/{name}", -9, 99) for name in ("open_state", "registered_by", "occurrence")),
        Bound("defaults/first_response_minutes/general", 1, 1_440, "分钟"),
        Bound("defaults/first_response_minutes/major", 1, 120, "分钟"),
        Bound("defaults/red_alert_hours_before", 0, 720, "小时"),
        Bound("defaults/visits_a_week", 0, 50, "条"),
        Bound("defaults/reports_an_hour", 5, 500, "条"),
        Bound("defaults/reports_a_day", 10, 2_000, "条"),
        Bound("defaults/points_a_day", 1, 100, "条"),
        *(Bound(f"defaults/quiet_{end}", 0, 23, "点") for end in ("from", "until")),
    ),
    "measures": (
        Bound("version", 1, 1_000_000),
        Bound("points/*/events/*/measures/*/cycle", 1, 1_000),
        Bound("points/*/events/*/measures/*/within_min", 10, 20_160, "分钟"),
        Bound("campaigns/*/days", 1, 92, "天"),
    ),
    "demo": (
        Bound("office/*", -180, 180, "度"),
        Bound("busy_day/absent_from", 0, 1_440, "分钟"),
        Bound("busy_day/absent_to", 0, 1_440, "分钟"),
        Bound("busy_day/orders/*/minute", 0, 1_440, "分钟"),
        Bound("hazards/*/waits", 0, 72, "小时"),
    ),
    "sensors": (
        Bound("version", 1, 1_000_000),
        Bound("storm/window_s", 1, 86_400, "秒"),
        Bound("storm/max_new_tickets", 1, 1_000, "张"),
        Bound("flapping/window_s", 1, 86_400, "秒"),
        Bound("flapping/max_transitions", 1, 1_000, "次"),
        Bound("dedupe/reopen_within_s", 0, 2_592_000, "秒"),
        *(
            Bound(f"sensors/*/{name}", -ANY, ANY)
            for name in ("range/*", "alarm1", "alarm2", "reset", "high_alarm", "high_reset")
        ),
        Bound("sensors/*/negative_fault_below", -ANY, 0),
        Bound("sensors/*/reset_hold_s", 0, 86_400, "秒"),
        Bound("sensors/*/on_delay_s/alarm1", 0, 3_600, "秒"),
        Bound("sensors/*/on_delay_s/alarm2", 0, 600, "秒"),
        Bound("sensors/*/sample_s", 1, 3_600, "秒"),
        Bound("sensors/*/stale_after_s", 3, 10_800, "秒"),
        Bound("sensors/*/flat_after_s", 60, 2_592_000, "秒"),
        *(Bound(f"sensors/*/oel/{name}", 0.0001, 18_000, "mg/m3") for name in ("pc_twa", "pc_stel", "mac")),
        Bound("feed/keep_every_min", 1, 120, "分钟"),
        Bound("feed/suspend_after_s", 10, 1_800, "秒"),
        Bound("instruments/*/every_s", 1, 600, "秒"),
        Bound("instruments/*/measures/*/upto", 0.1, 1_000_000),
        Bound("instruments/*/measures/*/lel_pct", LOWEST_LEL, HIGHEST_LEL, "%vol"),
    ),
}


def check(raw: Mapping[str, object]) -> Iterator[Finding]:
    """Every number outside its bounds. The shape's check reports what is no number."""
    places = Places(raw)
    for file, bounds in BOUNDS.items():
        for bound in bounds:
            for path, value in places.select(file, bound.pattern):
                message = _fault(value, bound)
                if message:
                    yield Finding(file, path, message)


def _fault(value: object, bound: Bound) -> str:
    if isinstance(value, str | bool):
        return "要写数字，不加引号：请改正" if isinstance(value, bool) or _number(value) else ""
    if not isinstance(value, int | float) or bound.low <= value <= bound.high:
        return ""
    law = f"（{bound.law}）" if bound.law else ""
    return f"写的是 {_plain(value)}{bound.unit}，{_range(bound)}{law}：请改正"


def _range(bound: Bound) -> str:
    if bound.high == ANY:
        return "不是能用的数"
    if bound.low == -ANY:
        return f"不能大于 {_plain(bound.high)}"
    return f"要在 {_plain(bound.low)} 到 {_plain(bound.high)}{bound.unit}之间"


def _plain(value: float) -> str:
    if not abs(value) < READABLE:
        return "一个天文数字"
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
