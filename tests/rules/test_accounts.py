"""One rule by which accounts are compared: without case where the platform says so, else as they are written."""

from anhe import PLANT

from rules.accounts import account_key


def test_a_wecom_account_is_found_whatever_its_case() -> None:
    assert PLANT.person_at("wecom", "ANHE_U05") is PLANT.person("U05")


def test_a_dingtalk_account_of_another_spelling_is_another_one() -> None:
    assert PLANT.person_at("dingtalk", "dt-anhe-0006") is PLANT.person("U06")
    assert PLANT.person_at("dingtalk", "DT-anhe-0006") is None


def test_the_same_account_on_another_platform_is_somebody_else() -> None:
    assert PLANT.person_at("dingtalk", "anhe_u05") is None
    assert account_key("wecom", "a") != account_key("dingtalk", "a")
