"""Files: uploads that become a media id, and downloads of what people sent to the robot.

Source: pages upload-media-files and download-the-file-content-of-the-robot-receiving-message.
"""

import secrets
import time
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.multipart import BodyPartReader

from simulator.dingtalk.errors import refuse, refuse_old
from simulator.phones import Json
from simulator.world import World

MEGABYTE = 1024 * 1024
LIMITS = {
    "image": (20 * MEGABYTE, {"jpg", "jpeg", "gif", "png", "bmp"}),
    "voice": (2 * MEGABYTE, {"amr", "mp3", "wav"}),
    "video": (20 * MEGABYTE, {"mp4"}),
    "file": (20 * MEGABYTE, {"doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "pdf", "rar"}),
}
CODE_LIFE_S = 600


@dataclass
class Files:
    """Uploads by media id, and files that people sent, by download code (content, end of validity)."""

    uploads: dict[str, bytes] = field(default_factory=dict)
    sent: dict[str, tuple[bytes, float]] = field(default_factory=dict)

    def offer(self, content: bytes, life_s: float = CODE_LIFE_S) -> str:
        """A download code for a file that a person sent."""
        code = secrets.token_urlsafe(24)
        self.sent[code] = (content, time.monotonic() + life_s)
        return code


async def upload(world: World, request: web.Request, _body: Json) -> Json:
    """`POST /media/upload` multipart: field `type`, file `media`."""
    kind, name, content = await _parts(request)
    if kind not in LIMITS:
        raise refuse_old(40004)
    most, endings = LIMITS[kind]
    if name.rpartition(".")[2].lower() not in endings:
        raise refuse_old(40005)
    if not 0 < len(content) <= most:
        raise refuse_old(40006)
    media_id = f"@l{secrets.token_urlsafe(18)}"
    world.part(Files).uploads[media_id] = content
    created = int(time.time() * 1000)
    return {"errcode": 0, "errmsg": "ok", "media_id": media_id, "created_at": created, "type": kind}


async def download(world: World, _request: web.Request, body: Json) -> Json:
    """`POST /v1.0/robot/messageFiles/download` {downloadCode, robotCode}: a temporary address."""
    if not body.get("robotCode"):
        raise refuse("invalidParameter.robotCode.empty")
    if body["robotCode"] != world.config.dingtalk.robot_code:
        raise refuse("invalidParameter.robotCode.auth")
    code = str(body.get("downloadCode"))
    if world.part(Files).sent.get(code, (b"", 0.0))[1] < time.monotonic():
        raise refuse("invalidParameter.robotCode.downloadCode")
    return {"downloadUrl": f"{world.url}/dingtalk/files/{code}.file?Expires={int(time.time()) + CODE_LIFE_S}"}


async def sent_file(world: World, request: web.Request) -> web.StreamResponse:
    """The temporary address: only the bytes, whatever they are."""
    content, dies_at = world.part(Files).sent.get(request.match_info["code"], (b"", 0.0))
    if dies_at < time.monotonic():
        raise web.HTTPForbidden(text="AccessDenied")
    return web.Response(body=content, content_type="application/octet-stream")


async def uploaded_file(world: World, request: web.Request) -> web.StreamResponse:
    """A media id as the phones (and only they) show it."""
    content = world.part(Files).uploads.get(request.match_info["media_id"])
    if content is None:
        raise web.HTTPNotFound
    return web.Response(body=content, content_type="application/octet-stream")


async def _parts(request: web.Request) -> tuple[str, str, bytes]:
    """Type, file name and content of an upload; the type may be in the query."""
    kind, name, content = request.query.get("type", ""), "", b""
    if not request.content_type.startswith("multipart/"):
        raise refuse_old(40004)
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "type":
            kind = await part.text()
        elif isinstance(part, BodyPartReader) and part.name == "media":
            name, content = part.filename or "", bytes(await part.read())
    return kind, name, content
