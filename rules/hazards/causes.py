"""When the owner of a hazard is asked why it came about: it has come again, or mending it has failed twice
(hazards.md §2.2, §2.6)."""

ROOT_CAUSE_ROUND = 3


def asked(repeats: str, round_: int) -> str:
    """The question to the owner, empty where there is none. repeats: the number of the closed hazard like it."""
    if round_ >= ROOT_CAUSE_ROUND:
        return "根本原因是什么，为什么几次都没改好"
    return "为什么又出现" if repeats else ""
