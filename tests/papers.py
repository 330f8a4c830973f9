"""A permit as it is printed, in words."""

from __future__ import annotations

import io

from plant import Plant
from pypdf import PageObject, PdfReader

from models.permit import Permit
from workers.evidence.people import people_of
from workers.evidence.permits.pdf import permit_pdf
from workers.evidence.permits.record import PermitRecord, read


def recorded(plant: Plant, permit: Permit) -> PermitRecord:
    return read(permit, people_of(int(permit.rules), plant.now))


def paper(record: PermitRecord) -> tuple[str, int]:
    """The text without blanks and line breaks, and how many pictures are drawn on its pages."""
    pages = PdfReader(io.BytesIO(permit_pdf(record, "https://anhao.example/p/1"))).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    return text, sum(map(_drawn, pages))


def _drawn(page: PageObject) -> int:
    """A picture that is drawn twice is kept once; so what is drawn counts."""
    things = page["/Resources"].get("/XObject", {})
    kept = {name.lstrip("/") for name, thing in things.items() if thing.get_object()["/Subtype"] == "/Image"}
    content = page.get_contents()
    drawn = (
        str(given[0]).lstrip("/") for given, what in (() if content is None else content.operations) if what == b"Do"
    )
    return sum(name in kept for name in drawn)
