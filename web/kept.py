"""Pictures and files by their hash, for pages: the bytes that were sealed, or a picture that says that they are gone or
were exchanged. It stands wherever the page has the picture."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from models import blob, upload
from models.blob import Blob
from models.upload import Upload


def answer(row: Blob) -> Response:
    """What was kept, as it came."""
    given = make_response(bytes(row.data))
    given.content_type = row.type
    if row.type.startswith("video/"):
        # Phones play a clip only in parts.
        given.make_conditional(request.environ, accept_ranges=True, complete_length=row.size)
    return given


def picture(row: Upload) -> Response:
    """A picture that has come and that no act has taken yet, as the house shows it."""
    given = make_response(upload.content(row.number) if row.made is None else bytes(row.made))
    given.content_type = str(row.found["type"])
    return given


def in_its_place(fault: blob.Unfit) -> Response:
    """「图片被换过：与封存的哈希不符」 or 「图片不在了」, drawn where the picture should be."""
    parts = f"图片{fault.words}".partition("：")
    lines = [part for part in (parts[0] + parts[1], parts[2]) if part]
    first = 42 if len(lines) == 1 else 31
    drawn = render_template("kept.svg", lines=[(first + 24 * number, line) for number, line in enumerate(lines)])
    given = make_response(drawn, 404 if isinstance(fault, blob.Gone) else 409)
    given.content_type = "image/svg+xml; charset=utf-8"
    return given
