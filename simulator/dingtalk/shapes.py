"""Undocumented shapes in which card callbacks and events have been seen; a test orders the next ones."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator.phones import Json


@dataclass
class Shapes:
    """Names of shapes, each for one callback to come."""

    ordered: deque[str] = field(default_factory=deque)

    def bent(self, body: Json) -> Json:
        """A card callback in the next ordered shape; unchanged when none is ordered."""
        if not self.ordered or self.ordered[0] not in CARD_SHAPES:
            return body
        return CARD_SHAPES[self.ordered.popleft()](body)

    def in_envelope(self) -> bool:
        """Whether the next Stream event is to come in the documentation's envelope."""
        if self.ordered and self.ordered[0] == EVENT_ENVELOPE:
            self.ordered.popleft()
            return True
        return False


EVENT_ENVELOPE = "event_envelope"


def _as_value(body: Json) -> Json:
    """`value` was the older name of `content`."""
    return {("value" if name == "content" else name): given for name, given in body.items()}


def _loose_params(body: Json) -> Json:
    """`params` beside `cardPrivateData`, as in an official sample."""
    inner = json.loads(body["content"])
    params = inner["cardPrivateData"].pop("params")
    return body | {"content": json.dumps(inner | {"params": params}, ensure_ascii=False)}


def _without_type(body: Json) -> Json:
    return {name: given for name, given in body.items() if name != "type"}


def _with_more_fields(body: Json) -> Json:
    return body | {"spaceName": "", "newField": {"added": ["later"]}}


def _typed_params(body: Json) -> Json:
    """Numbers and booleans, as templates may configure them."""
    inner = json.loads(body["content"])
    params: dict[str, Any] = inner["cardPrivateData"]["params"]
    numbers = {k: int(v) for k, v in params.items() if isinstance(v, str) and v.isascii() and v.isdigit()}
    inner["cardPrivateData"]["params"] = params | numbers | {"checked": True}
    return body | {"content": json.dumps(inner, ensure_ascii=False)}


CARD_SHAPES: dict[str, Callable[[Json], Json]] = {
    "value": _as_value,
    "loose_params": _loose_params,
    "no_type": _without_type,
    "extra_fields": _with_more_fields,
    "typed_params": _typed_params,
}
