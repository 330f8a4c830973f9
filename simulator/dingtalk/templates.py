"""The card templates that exist at DingTalk, and what the service's own template shows.

A template is built in the console, so the simulator only knows which ids exist, which are published and which
variables the service's template has. Wrongly typed variables are not shown, as on the phone.
"""

import json
from collections.abc import Mapping
from typing import Any

PLACES, FIELDS = range(1, 5), ("id", "text", "style", "url")
COMMON = frozenset({"title", "lines", "deadline", "status", "tone", "image", "ask", "rendition"})
# The service has two templates: buttons in a loop, and four fixed ones.
PUBLIC_VARIABLES = {
    "loop": COMMON | {"buttons"},
    "fixed": COMMON | {f"b{place}_{name}" for place in PLACES for name in FIELDS},
}
PRIVATE_VARIABLES = frozenset({"notice"})

# Published by DingTalk for replies of its own SDK; their buttons are links only.
PLATFORM_TEMPLATES = (
    "589420e2-c1e2-46ef-a5ed-b8728e654da9.schema",
    "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema",
    "382e4302-551d-4880-bf29-a30acfab2e71.schema",
)


def published(own_template: str) -> dict[str, bool]:
    """Template id → whether it is published, as the console starts out."""
    return dict.fromkeys((own_template, *PLATFORM_TEMPLATES), True)


def buttons(variables: Mapping[str, str], kind: str) -> list[dict[str, Any]]:
    """The buttons that a card of this kind of template shows; none when the variable is empty or not a JSON list of
    buttons."""
    try:
        shown = json.loads(variables.get("buttons") or "[]") if kind == "loop" else _fixed(variables)
    except ValueError:
        return []
    if not isinstance(shown, list):
        return []
    return [button for button in shown if isinstance(button, dict) and button.get("id") and button.get("text")]


def _fixed(variables: Mapping[str, str]) -> list[dict[str, str]]:
    return [{name: variables.get(f"b{place}_{name}", "") for name in FIELDS} for place in PLACES]


def find_button(variables: Mapping[str, str], wanted: str, kind: str) -> dict[str, Any] | None:
    """The shown button whose id or text is `wanted`."""
    return next((button for button in buttons(variables, kind) if wanted in (button["id"], button["text"])), None)


def faults(public: Mapping[str, str], private: Mapping[str, str], kind: str) -> list[str]:
    """What the template would silently leave out: unknown variables, and text where it needs JSON."""
    unknown = sorted((public.keys() - PUBLIC_VARIABLES[kind]) | (private.keys() - PRIVATE_VARIABLES))
    said = [f"the template has no variable {name}" for name in unknown]
    return said + [f"variable {name} is not a JSON list" for name in ("lines", "buttons") if not _is_list(public, name)]


def _is_list(variables: Mapping[str, str], name: str) -> bool:
    text = variables.get(name)
    if not text:
        return True
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False
