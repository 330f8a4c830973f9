"""Pictures and PDFs from outside. Whoever sent them may mean harm, so each library that reads them is called here only,
and whatever it raises means: this can't be opened."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Mapping
from typing import Any

from PIL import Image

# Enough for a signature on the largest screen; photos come shrunk to a quarter of it. More would cost too much memory
# when it is printed.
MOST_PIXELS = 10_000_000
MOST_PAGES = 200
# A PDF is looked at only so far, and what it holds is unpacked only so far: a forged one costs a bounded time.
MOST_OBJECTS, MOST_UNPACKED, SECONDS = 200_000, 4_000_000, 10.0
BROKEN, ACTIVE = "broken", "active"
# What makes a PDF do more than show its pages: entries of its objects, kinds of actions and of annotations.
ENTRIES = {"/JS", "/JavaScript", "/XFA", "/EF", "/EmbeddedFiles", "/Collection", "/RichMediaContent"}
ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Sound", "/Movie"),
    *("/RichMediaExecute", "/GoTo3DView"),
}
ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
LINKS = ("http", "https", "mailto", "tel")
TOO_LARGE = f"图片超过 {MOST_PIXELS // 10_000} 万像素，太大了。"


class TooLarge(Exception):
    """A picture of more than MOST_PIXELS; the message says so."""

    def __init__(self) -> None:
        super().__init__(TOO_LARGE)


def picture(content: bytes, formats: list[str]) -> str | None:
    """Which of the formats (Pillow's names) this picture has, or None when it can't be opened as one of them. Only its
    head is read before its size is known. Raises TooLarge."""
    try:
        with Image.open(io.BytesIO(content), formats=formats) as shown:
            found, pixels = shown.format, shown.width * shown.height
            if pixels <= MOST_PIXELS:
                shown.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge from error
    except Exception:  # a broken picture may raise anything
        return None
    if pixels > MOST_PIXELS:
        raise TooLarge
    return found


def pdf_fault(content: bytes) -> str:
    """Empty for a PDF that everybody can open, without a password, of at most MOST_PAGES pages. Else BROKEN; or ACTIVE
    when it does more than show its pages: scripts, programs, forms to be sent, files in it or elsewhere."""
    if not content.startswith(b"%PDF-"):
        return BROKEN
    from pypdf import PdfReader, apply_configuration  # only when a PDF comes in, because the library is large

    try:
        with apply_configuration(zlib_maximum_output_length=MOST_UNPACKED):
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted or not 0 < len(reader.pages) <= MOST_PAGES:
                return BROKEN
            return ACTIVE if any(map(_acts, _objects(reader.trailer))) else ""
    except Exception:  # a broken PDF may raise anything
        return BROKEN


def _objects(trailer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every dictionary that a reader can reach, each once. Raises TimeoutError where there is no end to them."""
    from pypdf.generic import IndirectObject

    end, seen = time.monotonic() + SECONDS, set[int]()
    left: list[object] = [trailer]
    while left:
        here = left.pop()
        if isinstance(here, IndirectObject):
            if here.idnum in seen:
                continue
            seen.add(here.idnum)
            here = here.get_object()
        if isinstance(here, Mapping):
            yield here
        # Not as the library gives them: it would follow each reference.
        left += dict.values(here) if isinstance(here, dict) else here if isinstance(here, list) else ()
        if time.monotonic() > end or len(seen) > MOST_OBJECTS:
            raise TimeoutError


def _acts(each: Mapping[str, Any]) -> bool:
    """Whether this makes a reader do something, or takes it outside the file by anything but a plain link. `/F` of a
    stream is the file that holds its data."""
    from pypdf.generic import StreamObject

    def entry(name: str) -> Any:
        return each[name] if name in each else ""  # noqa: SIM401 - only this follows a reference

    link = entry("/URI")
    if isinstance(link, Mapping):  # what all links begin with
        link = link.get("/Base", "")
    return (
        not ENTRIES.isdisjoint(each)
        or entry("/S") in ACTIONS
        or entry("/Subtype") in ANNOTATIONS
        or ("/F" in each and isinstance(each, StreamObject))
        or not _plain_link(link.decode("latin-1") if isinstance(link, bytes) else str(link))
    )


def _plain_link(link: str) -> bool:
    """Whether it leads to a page of the web, an address or a number: not to a file, a script or another machine."""
    scheme, colon, _ = link.strip().partition(":")
    other_machine = len(link) > 1 and not link.strip()[:2].strip("/\\")
    return not other_machine and (not colon or scheme.lower() in LINKS or "/" in scheme)
