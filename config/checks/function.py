"""A post's function: one of the words that lines of the form are compared with. A word that nobody knows would make
everybody of that post too small to sign, lead or accept, which is not what is wrong."""

from collections.abc import Iterator, Mapping

from config.problem import Finding
from config.references import select
from rules.plant import FUNCTIONS


def known(rules: object) -> dict[str, str]:
    """Each function with its name; rules: the contents of routing_rules.yaml, in whatever shape."""
    own = {word: word for _, word in select(rules, "gb_roles/*/functions/*") if isinstance(word, str)}
    return {**FUNCTIONS, **{word: name for word, name in own.items() if word not in FUNCTIONS}}


def check(contents: Mapping[str, object]) -> Iterator[Finding]:
    words = known(contents.get("routing_rules"))
    there = "、".join(word if word == name else f"{word}（{name}）" for word, name in words.items())
    for path, word in select(contents.get("plant"), "posts/*/function"):
        if isinstance(word, str) and word not in words:
            yield Finding("plant", path, f"没有“{word[:40]}”这个职能，只能写 {there}：请改正")
