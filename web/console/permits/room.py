"""What permits have in the console."""

from __future__ import annotations

from web.console.permits import figures_page, permit_page
from web.console.permits.rows import left_alone, permits_today
from web.console.room import Door, Room

ROOM = Room(
    board=permits_today,
    doors=(
        Door("/permits/<number>", "permit", permit_page.show, of="permit"),
        Door("/figures", "figures", figures_page.show),
    ),
    rail=(("figures", "数字"),),
    left_alone=(left_alone,),
)
