"""What drills have in the console."""

from __future__ import annotations

from web.console.drills import drills_page
from web.console.drills.rows import drills_today
from web.console.room import Door, Room

ROOM = Room(
    board=drills_today,
    doors=(
        Door("/drills", "drills", drills_page.show),
        Door("/drills", "drills_order", drills_page.order, "POST"),
    ),
    rail=(("drills", "演练"),),
)
