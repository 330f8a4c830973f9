"""A Merkle tree after RFC 6962 §2.1 over leaf hashes: the root that a seal carries and the path that proves a leaf.

The tree splits at the largest power of two below its size. Built from the bottom, this means: pair neighbours, and pass
an odd last one up unchanged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

NODE = b"\x01"


class Tree:
    """`root` and `path(index)` over at least one leaf hash of 32 bytes; index counts from 0."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        if not leaves:
            raise ValueError("a sealed tree has at least one leaf")
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            self._levels.append([_join(pair) for pair in _pairs(self._levels[-1])])

    @property
    def root(self) -> bytes:
        return self._levels[-1][0]

    def holds(self, index: int, leaf: bytes) -> bool:
        """Whether this leaf is at this place."""
        leaves = self._levels[0]
        return 0 <= index < len(leaves) and leaves[index] == leaf

    def path(self, index: int) -> list[bytes]:
        """The audit path of the leaf: the siblings on its way up, the leaf's own first. Raises IndexError."""
        if not 0 <= index < len(self._levels[0]):
            raise IndexError(index)
        siblings = []
        for level in self._levels[:-1]:
            if (index ^ 1) < len(level):
                siblings.append(level[index ^ 1])
            index >>= 1
        return siblings


def _pairs(level: list[bytes]) -> list[list[bytes]]:
    return [level[start : start + 2] for start in range(0, len(level), 2)]


def _join(pair: list[bytes]) -> bytes:
    return hashlib.sha256(NODE + b"".join(pair)).digest() if len(pair) == 2 else pair[0]
