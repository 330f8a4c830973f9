"""The silent login of an H5 page: the phone gives a code, valid once and for five minutes, which names the person.

Source: pages obtain-identity-credentials and obtain-the-userid-of-a-user-by-using-the-log-free.
"""

import secrets
import time
from dataclasses import dataclass, field

from aiohttp import web

from simulator.dingtalk import people
from simulator.dingtalk.errors import refuse_old, request_id
from simulator.phones import Json
from simulator.world import World

CODE_LIFE_S = 300


@dataclass
class Codes:
    """Unused codes, each with its account and its end."""

    by_code: dict[str, tuple[str, float]] = field(default_factory=dict)


def issue(world: World, account: str) -> str:
    """A code for the person whose phone asks."""
    code = secrets.token_hex(16)
    world.part(Codes).by_code[code] = (account, time.monotonic() + CODE_LIFE_S)
    return code


async def who(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /topapi/v2/user/getuserinfo` {code}: uses the code up."""
    account, dies_at = world.part(Codes).by_code.pop(str(body.get("code")), ("", 0.0))
    phone = people.phone(world, account)
    if phone is None or time.monotonic() > dies_at:
        raise refuse_old(40078)
    if not phone.person.in_scope:
        raise refuse_old(50002)
    found = {
        "userid": account,
        "unionid": people.union_id(phone.person),
        "associated_unionid": people.union_id(phone.person),
        "name": phone.person.name,
        "device_id": f"device-{account}",
        "sys": False,
        "sys_level": 0,
    }
    return {"errcode": 0, "errmsg": "ok", "request_id": request_id(), "result": found}
