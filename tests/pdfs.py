"""PDFs written by hand: one blank page, and whatever else a test puts into them."""

from __future__ import annotations

import io
import zlib


def pdf(catalog: str = "", page: str = "", *more: str | bytes) -> bytes:
    """One blank page. catalog, page: entries of theirs; more: further objects, from number 4 on."""
    objects: list[str | bytes] = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]{page}>>",
        *more,
    ]
    file, places = io.BytesIO(), list[int]()
    file.write(b"%PDF-1.7\n")
    for number, each in enumerate(objects, 1):
        places.append(file.tell())
        content = each if isinstance(each, bytes) else each.encode("latin-1")
        file.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    table = file.tell()
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    file.write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, lines))
    file.write(b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, table))
    return file.getvalue()


def stream(content: bytes, entries: str = "") -> bytes:
    """A packed stream, as an object."""
    packed = zlib.compress(content, 9)
    head = f"<</Length {len(packed)}/Filter/FlateDecode{entries}>>".encode("latin-1")
    return head + b"\nstream\n" + packed + b"\nendstream"


def packed(catalog: bytes) -> bytes:
    """A PDF whose catalog stands in a packed stream of objects, as today's programs write it."""
    head = b"1 0 "
    objects = [
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        stream(head + catalog, f"/Type/ObjStm/N 1/First {len(head)}"),
    ]
    file, places = io.BytesIO(), list[int]()
    file.write(b"%PDF-1.7\n")
    for number, each in enumerate(objects, 2):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%b\nendobj\n" % (number, each))
    table = file.tell()
    rows = [(0, 0, 0), (2, 4, 0), *((1, place, 0) for place in places), (1, table, 0)]
    lines = b"".join(kind.to_bytes(1) + place.to_bytes(4) + last.to_bytes(1) for kind, place, last in rows)
    xref = stream(lines, "/Type/XRef/W[1 4 1]/Size 6/Root 1 0 R")
    file.write(b"5 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (xref, table))
    return file.getvalue()
