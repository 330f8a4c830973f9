"""What rounds have in the console."""

from __future__ import annotations

from web.console.patrols import patrols_page
from web.console.patrols.rows import patrols_today
from web.console.room import Door, Room

ROOM = Room(
    board=patrols_today,
    doors=(Door("/patrols", "patrols", patrols_page.show),),
    rail=(("patrols", "巡检"),),
)
