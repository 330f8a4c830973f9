"""What hazards have in the console."""

from __future__ import annotations

from web.console.hazards import figures_page, hazard_page, list_page, peaks_page, points_page
from web.console.hazards.fame_part import newest as best_of_month
from web.console.hazards.rows import hazards_today
from web.console.room import Door, Room

ROOM = Room(
    board=hazards_today,
    doors=(
        Door("/hazards", "hazards", list_page.show),
        Door("/hazards/sheet", "hazards_sheet", list_page.order, "POST"),
        Door("/hazards/<number>", "hazard", hazard_page.show, of="hazard"),
        Door("/hazard-figures", "hazard_figures", figures_page.show),
        Door("/hazard-peaks", "hazard_peaks", peaks_page.show),
        Door("/hazard-peaks", "hazard_peaks_enter", peaks_page.enter, "POST"),
        Door("/points", "points", points_page.show),
        Door("/points", "points_enter", points_page.enter, "POST"),
    ),
    rail=(("hazards", "隐患"), ("hazard_figures", "整改指标"), ("hazard_peaks", "高峰"), ("points", "积分")),
    said=(best_of_month,),
)
