"""POST media/upload, POST media/uploadimg, GET media/get: files are kept for three days. Source: pages 96483, 96484."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from simulator.phones import Json
from simulator.wecom.calls import Call
from simulator.wecom.errors import Refusal
from simulator.world import World

MB = 1024 * 1024
SIZES = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "file": 20 * MB}
HEADS: dict[str, tuple[bytes, ...]] = {
    "image": (b"\xff\xd8\xff", b"\x89PNG"),
    "voice": (b"#!AMR",),
    "video": (b"ftyp",),
    "file": (b"",),
}
TOO_SMALL = 5
LIFE = timedelta(days=3)


@dataclass
class File:
    name: str
    content_type: str
    data: bytes
    stored_at: datetime


@dataclass
class Store:
    """Files by media_id."""

    files: dict[str, File] = field(default_factory=dict)

    def keep(self, file: File) -> str:
        """Store a file; gives its media_id."""
        media_id = secrets.token_urlsafe(48)
        self.files[media_id] = file
        return media_id

    def find(self, media_id: str, now: datetime) -> File | None:
        """The file, unless it is unknown or three days old."""
        file = self.files.get(media_id)
        return file if file and now - file.stored_at < LIFE else None


async def upload(call: Call) -> Json:
    """`?type=`, multipart field `media`; `created_at` is a string, as on the real platform."""
    kind = call.query.get("type", "")
    if kind not in SIZES:
        raise Refusal(40004)
    media_id = call.world.part(Store).keep(await _received(call, kind))
    return {"errmsg": "", "type": kind, "media_id": media_id, "created_at": str(call.world.unix())}


async def upload_image(call: Call) -> Json:
    """A lasting address for an image."""
    media_id = call.world.part(Store).keep(await _received(call, "image"))
    return {"url": f"{call.world.url}/wecom/media/{media_id}"}


async def get(call: Call) -> web.Response:
    """The bytes with their name and type; 40007 as JSON."""
    file = call.world.part(Store).find(call.query.get("media_id", ""), call.world.clock.now())
    if file is None:
        raise Refusal(40007)
    return _download(file)


async def show(world: World, request: web.Request) -> web.Response:
    """A file for the phones on the wall, without a token."""
    file = world.part(Store).files.get(request.match_info["media_id"])
    if file is None:
        raise web.HTTPNotFound
    return web.Response(body=file.data, content_type=file.content_type)


async def keep_photo(world: World, part: BodyPartReader) -> str:
    """What a phone's uploadImage does: gives the media_id."""
    return world.part(Store).keep(await _file(world, part, "image"))


async def _received(call: Call, kind: str) -> File:
    if not call.request.content_type.startswith("multipart/"):
        raise Refusal(44001)
    async for part in await call.request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "media":
            return await _file(call.world, part, kind)
    raise Refusal(44001, "multipart field media")


async def _file(world: World, part: BodyPartReader, kind: str) -> File:
    data = bytes(await part.read())
    if not TOO_SMALL < len(data) <= SIZES[kind]:
        raise Refusal(40006)
    if not any(head in data[:12] for head in HEADS[kind]):
        raise Refusal(40005)
    sort = "image/png" if data.startswith(b"\x89PNG") else {"image": "image/jpeg"}.get(kind)
    return File(part.filename or "file", sort or "application/octet-stream", data, world.clock.now())


def _download(file: File) -> web.Response:
    name = f"attachment; filename=\"{quote(file.name)}\"; filename*=UTF-8''{quote(file.name)}"
    return web.Response(body=file.data, content_type=file.content_type, headers={"Content-Disposition": name})
