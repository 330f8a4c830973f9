"""`/api/v1`: the doors for other systems and devices. A new one adds its line to DOORS and its scope to `scopes`."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from web.api import hr_events, sensor_readings
from web.api.described import described
from web.api.problems import answer_problems
from web.house import House, live_in

BASE = "/api/v1"
DOORS = {"/sensor-readings": sensor_readings.take, "/hr-events": hr_events.take}


def blueprint(home: House) -> Blueprint:
    """Every door of the API, and what describes them."""
    doors = Blueprint("api", __name__, url_prefix=BASE)
    live_in(doors, home)
    answer_problems(doors)
    for path, view in DOORS.items():
        doors.add_url_rule(path, path.strip("/").replace("-", "_"), view, methods=["POST"])
    # What the paper on sensors calls the same door.
    doors.add_url_rule("/ingest", "ingest", sensor_readings.take, methods=["POST"])
    doors.add_url_rule("/openapi.json", "openapi", _openapi)
    return doors


def _openapi() -> Response:
    described.app = current_app
    return jsonify(described.spec)
