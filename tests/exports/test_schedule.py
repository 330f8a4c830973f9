"""The clock wakes what seals and exports; a worker does it, on either store."""

from __future__ import annotations

from datetime import timedelta

import pytest
import redis
from builders import ask_for_permit
from plant import Plant
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from models import export, plant_time, store
from models.export import ExportJob
from models.ledger import Seal
from models.seals import EVERY
from workers import jobs
from workers.clock import wake_records
from workers.evidence.verify import verify
from workers.queue import NAME


@pytest.fixture
def busy(plant: Plant) -> Plant:
    """A plant with a permit on its way."""
    ask_for_permit(plant)
    plant.expect_all("U33")
    return plant


def turn(plant: Plant, redis_url: str, now_later: timedelta = timedelta(0)) -> None:
    """One turn of the clock, then everything that it put into the queue, as a worker's process does it."""
    wake_records(plant.house, plant.now + now_later, plant_time.real_now())
    jobs.serve(plant.house)
    connection = redis.Redis.from_url(redis_url)
    queue = Queue(NAME, connection=connection, serializer=JSONSerializer)
    SimpleWorker([queue], connection=connection, serializer=JSONSerializer).work(burst=True, logging_level="WARNING")


def test_what_is_new_is_sealed_after_ten_minutes_and_nothing_twice(busy: Plant, redis_url: str) -> None:
    turn(busy, redis_url)
    assert Seal.select().count() == 1
    turn(busy, redis_url, EVERY)
    assert Seal.select().count() == 1


@pytest.mark.both_stores
def test_an_export_asked_for_is_made_by_a_worker_and_verifies(busy: Plant, redis_url: str) -> None:
    day = f"{busy.now:%Y-%m-%d}"
    store.write(lambda: export.ask_for({"from": day, "to": day, "person": "U33"}, "演示", busy.now))
    turn(busy, redis_url)
    job = ExportJob.get()
    assert (job.state, job.done, job.words) == ("done", 1, "")
    path = export.file_of(busy.house.settings.var, job)
    assert path is not None
    sound, words = verify(path, job.seal)
    assert sound, words
