"""docs/settings.md and .env.example know every setting, and none that is gone."""

from __future__ import annotations

import re

from pydantic_settings import BaseSettings

from config.settings import DingtalkSettings, Limits, Settings, WecomSettings
from tests.docs.pages import page

CLASSES: tuple[type[BaseSettings], ...] = (Settings, WecomSettings, DingtalkSettings, Limits)
GROUPS = {"wecom", "dingtalk", "limits"}
# Of tests; and the one that names the file with all others.
BESIDE = {"ANHAO_TEST_POSTGRES_URL", "ANHAO_TEST_REDIS_URL", "ANHAO_SETTINGS"}


def variables() -> set[str]:
    """Every environment variable that the settings read."""
    return {
        f"{settings.model_config['env_prefix']}{name}".upper()
        for settings in CLASSES
        for name in settings.model_fields
        if not (settings is Settings and name in GROUPS)
    }


def test_every_setting_has_its_row() -> None:
    described = set(re.findall(r"^\| `(ANHAO_\w+)` \|", page("docs/settings.md"), flags=re.MULTILINE))
    assert described == variables()


def test_every_setting_can_be_copied() -> None:
    assert set(re.findall(r"^(ANHAO_\w+)=$", page(".env.example"), flags=re.MULTILINE)) == variables()


def test_the_page_names_no_setting_that_is_not_there() -> None:
    named = set(re.findall(r"ANHAO_[A-Z_]+[A-Z]", page("docs/settings.md")))
    assert named - variables() - BESIDE <= {"ANHAO_LIMIT"}


def test_the_limits_stand_with_their_defaults() -> None:
    text = page("docs/settings.md")
    for name, field in Limits.model_fields.items():
        assert f"| `ANHAO_LIMIT_{name.upper()}` | {field.default} |" in text
