"""Pictures and PDFs from outside. Whoever sent them may mean harm, so each library that reads them is called here only,
and whatever it raises means: this can't be opened."""

from __future__ import annotations

import io

from PIL import Image

# Enough for a signature on the largest screen; photos come shrunk to a quarter of it. More would cost too much memory
# when it is printed.
MOST_PIXELS = 10_000_000
MOST_PAGES = 200
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


def is_pdf(content: bytes) -> bool:
    """Whether this is a PDF that everybody can open, without a password, of at most MOST_PAGES pages."""
    if not content.startswith(b"%PDF-"):
        return False
    from pypdf import PdfReader  # only when a PDF comes in, because the library is large

    try:
        reader = PdfReader(io.BytesIO(content))
        return not reader.is_encrypted and 0 < len(reader.pages) <= MOST_PAGES
    except Exception:  # a broken PDF may raise anything
        return False
