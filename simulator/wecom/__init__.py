"""WeCom (企业微信) as a local server: every address it serves, and what the control API presses on its phones."""

from collections.abc import Mapping
from functools import partial

from aiohttp import web

from simulator.phones import Json
from simulator.wecom import callbacks, contacts, jssdk, media, menus, oauth, recall, send, token, updates, voice
from simulator.wecom.calls import Call, api, unknown
from simulator.wecom.codes import Codes
from simulator.wecom.directory import directory_event
from simulator.wecom.send import Sent
from simulator.wecom.taps import menu, picture, say, tap
from simulator.world import World

__all__ = ["KEPT", "directory_event", "menu", "picture", "routes", "say", "tap"]

# What a saved world holds of this platform.
KEPT: Mapping[str, type] = {"wecom.sent": Sent, "wecom.codes": Codes, "wecom.voices": voice.Voices}


def routes(world: World) -> list[web.RouteDef]:
    """Every address of the platform."""
    return [*_api(world), *_pages(world), web.route("*", "/cgi-bin/{tail:.*}", unknown)]


def _api(world: World) -> list[web.RouteDef]:
    both = f"{token.APP} {token.CONTACT}"
    return [
        api(world, "gettoken", _get_token, verb="GET", holders=""),
        api(world, "getcallbackip", _callback_ips, verb="GET", holders=both),
        api(world, "message/send", send.send),
        api(world, "message/update_template_card", updates.update),
        api(world, "message/recall", recall.recall),
        api(world, "pstncc/call", voice.call),
        api(world, "pstncc/getstates", voice.states),
        api(world, "menu/create", menus.create),
        api(world, "menu/get", menus.get, verb="GET"),
        api(world, "menu/delete", menus.delete, verb="GET"),
        api(world, "auth/getuserinfo", oauth.user_info, verb="GET"),
        api(world, "auth/getuserdetail", oauth.user_detail),
        api(world, "user/getuserinfo", oauth.legacy_user_info, verb="GET"),
        api(world, "get_jsapi_ticket", jssdk.corp_ticket, verb="GET"),
        api(world, "ticket/get", jssdk.agent_ticket, verb="GET"),
        api(world, "department/list", contacts.department_list, verb="GET", holders=both),
        api(world, "department/simplelist", contacts.department_simple_list, verb="GET", holders=both),
        api(world, "department/get", contacts.department_get, verb="GET", holders=both),
        api(world, "user/get", contacts.user_get, verb="GET"),
        api(world, "user/list", contacts.user_list, verb="GET"),
        api(world, "user/simplelist", contacts.user_simple_list, verb="GET"),
        api(world, "user/list_id", contacts.user_list_id, holders=token.CONTACT),
        api(world, "media/upload", media.upload),
        api(world, "media/uploadimg", media.upload_image),
        api(world, "media/get", media.get, verb="GET"),
    ]


def _pages(world: World) -> list[web.RouteDef]:
    login = partial(oauth.authorize, world)
    return [
        web.get("/connect/oauth2/authorize", login),
        web.get("/wwlogin/sso/login", login),
        web.get("/wwopen/sso/qrConnect", login),
        web.get("/wecom/jssdk.js", jssdk.script),
        web.get("/wecom/jwxwork.js", jssdk.second_script),
        web.post("/wecom/jssdk/check", partial(jssdk.check, world)),
        web.post("/wecom/jssdk/location", partial(jssdk.location, world)),
        web.post("/wecom/jssdk/near", partial(jssdk.near, world)),
        web.post("/wecom/jssdk/upload", partial(jssdk.upload, world)),
        web.get("/wecom/media/{media_id}", partial(media.show, world)),
        web.post("/control/wecom/voice", partial(voice.plays, world)),
        web.post("/control/wecom/verify", partial(_verify, world)),
    ]


async def _get_token(call: Call) -> Json:
    return token.get(call.world, call.query)


async def _callback_ips(_call: Call) -> Json:
    return {"ip_list": ["127.0.0.1"]}


async def _verify(world: World, _request: web.Request) -> web.Response:
    """Set up both callbacks, as an administrator does: each must answer its URL verification."""
    doors = {"app": callbacks.app_door(world), "contacts": callbacks.contact_door(world)}
    return web.json_response({name: await callbacks.verify(world, door) for name, door in doors.items() if door})
