"""Pictures that people sent to the robot (pages `robot-message-file-download`, `receive-message`)."""

from __future__ import annotations

import time
from io import BytesIO

import requests

from bot.channel import Call
from bot.dingtalk.gateway import Gateway
from bot.dingtalk.sdk import TIMEOUT, Method
from bot.errors import Rejected, Unavailable

DOWNLOAD = Method("robot_1_0", "robot_message_file_download_with_options", "RobotMessageFileDownload", repeatable=True)
PICTURE_BYTES = 20 * 1024 * 1024  # page `upload-media-files`
CHUNK = 64 * 1024
# A picture may drip in for so long, however often a byte comes.
WHOLE = 60  # seconds
UNKNOWN = "application/octet-stream"


def fetch(gateway: Gateway, robot: str, download_code: str) -> tuple[bytes, str]:
    """Bytes and content type of a picture; the type is read from the bytes, as DingTalk names every file `.file`;
    unknown where they are no picture that is read here."""
    call = Call("dingtalk", "robot/messageFiles/download", purpose="media")
    answer = gateway.new(DOWNLOAD, {"downloadCode": download_code, "robotCode": robot}, call)
    picture = _downloaded(str(answer.get("downloadUrl", "")))
    return picture, _picture_type(picture)


def _downloaded(address: str) -> bytes:
    try:
        with requests.get(address, timeout=TIMEOUT, stream=True) as response:
            response.raise_for_status()
            return _limited(response)
    except requests.RequestException:
        # `from None`: the error's text holds the address, which opens the picture to anybody
        raise Unavailable("图片没取下来：稍后再试", maybe_done=False) from None


def _limited(response: requests.Response) -> bytes:
    picture, until = bytearray(), time.monotonic() + WHOLE
    for chunk in response.iter_content(CHUNK):
        picture += chunk
        if len(picture) > PICTURE_BYTES:
            raise Rejected("图片超过 20 MB：请缩小后再发")
        if time.monotonic() > until:
            raise Unavailable("图片没取完：稍后再试", maybe_done=False)
    return bytes(picture)


def _picture_type(picture: bytes) -> str:
    from PIL import Image, UnidentifiedImageError  # only here: the doors do not need it

    try:
        with Image.open(BytesIO(picture)) as image:
            kind = image.get_format_mimetype()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        kind = None
    return kind or UNKNOWN
