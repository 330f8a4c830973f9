"""A gas detector of an area watches it as a sensor does: its readings go the way of every other reading, so that the
same alarm is the same ticket, and other readings of one moment are a conflict.

It has the limits, category and owner of the plant's sensor that watches the same, in its own area first: the data of a
detector say only what it measures. One that is carried tells of the inside of a work place, and stops that work only.
"""

from __future__ import annotations

from collections.abc import Iterator

from config.shapes.sensors import Instrument, Measured, Sensor, Sensors
from rules.sensors.limits import ALSO
from rules.substances import substance

KINDS = {"flammable": "combustible_gas", "oxygen": "oxygen", "toxic": "toxic_gas"}


def sensors_of(instrument: Instrument, known: Sensors) -> Iterator[tuple[Measured, Sensor]]:
    """What it measures, each with the sensor that it is; nothing of what none of the plant's sensors watches."""
    if instrument.area is None or known.sensor(instrument.id) is not None:
        return
    for measured in instrument.measures:
        if like := _like(measured, instrument.area, known):
            yield measured, _as_sensor(instrument, measured, like)


def _like(measured: Measured, area: str, known: Sensors) -> Sensor | None:
    """The sensor of the plant whose limits hold for it: those of a poison are of that poison only."""
    gas, toxic = substance(measured.gas), measured.analyte == "toxic"
    able = [
        each
        for each in known.sensors
        if each.kind == KINDS[measured.analyte]
        and (substance(each.medium or "") == gas if toxic else each.unit == _unit(measured))
    ]
    return min(able, key=lambda each: (each.area != area, substance(each.medium or "") != gas), default=None)


def _as_sensor(instrument: Instrument, measured: Measured, like: Sensor) -> Sensor:
    own = {
        "id": instrument.id if len(instrument.measures) == 1 else f"{instrument.id}-{measured.gas}",
        "area": instrument.area,
        "place": instrument.point,
        "medium": like.medium if measured.analyte == "oxygen" else measured.gas,
        "range": (0.0, measured.upto) if like.unit == _unit(measured) else like.range,
        "sample_s": instrument.every_s,
        "stale_after_s": max(like.stale_after_s, 3 * instrument.every_s),
        "flat_after_s": None,
    }
    return like.model_copy(update=own)


def _unit(measured: Measured) -> str:
    return ALSO.get(measured.unit.casefold(), measured.unit)
