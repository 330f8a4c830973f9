"""The printed form as data: a kind's own order and rows, and after which form its paper is made."""

from rules.printed import BEFORE, Heading, Printed, joined, modelled_on, named


def test_a_kind_without_a_layout_of_its_own_is_printed_as_all_are() -> None:
    assert joined(BEFORE, None) == BEFORE


def test_a_kinds_own_rows_stand_below_the_common_ones() -> None:
    own = Printed(facts=(("吊物重量", "weight"),))
    assert joined(BEFORE, own) == Printed(BEFORE.parts, (*BEFORE.facts, ("吊物重量", "weight")))


def test_a_kind_may_have_an_order_of_its_own() -> None:
    own = Printed(parts=(Heading("facts"), Heading("trail", "记录")))
    assert joined(BEFORE, own).parts == own.parts


def test_every_fact_that_a_row_speaks_of_is_named_and_no_label() -> None:
    assert list(named((("申请人", "requester", "申请时间", "requested_at"), ("作业人", "workers")))) == [
        "requester",
        "requested_at",
        "workers",
    ]


def test_only_a_form_of_the_standard_names_the_standard() -> None:
    assert modelled_on("表A.1") == "版式参照 GB 30871—2022 表A.1"
    for own in ("射线表", "本厂表9", "表A.9"):
        assert modelled_on(own) == f"版式 {own}"
