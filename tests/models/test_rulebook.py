"""What a version of the plant's data comes down to."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import rfc8785
from plant import lizhou

from models.rulebook import digest


@pytest.mark.parametrize(
    ("data", "canonical"),
    [
        ({"名": '\u2028\x7f\x01"\\/', "a": [1, True, None]}, {"名": '\u2028\x7f\x01"\\/', "a": [1, True, None]}),
        # In UTF-16 an emoji comes before a full-width bracket.
        ({"（": {}, "😀": []}, {"（": {}, "😀": []}),
        ({"limit": 19.5, 1: (0.1,)}, {"limit": "19.5", "1": ["0.1"]}),
    ],
    ids=["signs", "keys", "fractions as text"],
)
def test_the_digest_is_that_of_the_canonical_form_of_rfc_8785(data: Any, canonical: Any) -> None:
    assert digest(data) == hashlib.sha256(rfc8785.dumps(canonical)).hexdigest()


def test_another_order_of_the_files_is_the_same_data() -> None:
    assert digest(lizhou()) == digest(dict(reversed(lizhou().items())))
