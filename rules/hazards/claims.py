"""The claim code of a report without a name: the only way back to it. Random, short enough to be written down."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable

# Without letters and digits that look alike (Crockford's base 32).
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
_READ_AS = str.maketrans("OIL", "011")


def code(random_below: Callable[[int], int]) -> str:
    """A new code of 60 random bits: K7QF2M9XTR4B. random_below: a random number below this one."""
    return "".join(LETTERS[random_below(len(LETTERS))] for _ in range(LENGTH))


def shown(claim: str) -> str:
    """K7QF-2M9X-TR4B"""
    return "-".join(claim[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def heard(text: str) -> str:
    """The code as somebody typed it; empty when it can't be one."""
    letters = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text[:60])).upper().translate(_READ_AS)
    return letters if len(letters) == LENGTH and all(each in LETTERS for each in letters) else ""


def kept(claim: str, key: str) -> str:
    """As the store has it: whoever reads the store can't use it."""
    return hmac.new(key.encode(), f"claim:{claim}".encode(), hashlib.sha256).hexdigest()


def sealed(kept: str) -> str:
    """What the trail has of the hash that the store keeps, so that nobody exchanges it; empty for none."""
    return hashlib.sha256(kept.encode()).hexdigest() if kept else ""
