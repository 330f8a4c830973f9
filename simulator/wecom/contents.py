"""The bodies of message/send that are not cards: what each must hold, and how it is cut. Source: page 90236."""

from collections.abc import Callable

from simulator.phones import Json
from simulator.wecom.card_shapes import items
from simulator.wecom.cards import URL_BYTES, Context
from simulator.wecom.errors import Refusal

TEXT_BYTES = 2048
ARTICLES = 8
TEXTS = ("content", "media_id", "title", "description", "url", "btntxt", "picurl")


def check(kind: str, body: Json, context: Context) -> Json:
    """The body as phones show it; raises Refusal, also 40008 for an unknown msgtype."""
    if kind not in CHECKS:
        raise Refusal(40008)
    _check_texts(body)
    return CHECKS[kind](body, context)


def _check_texts(body: Json) -> None:
    for name in TEXTS:
        if not isinstance(body.get(name, ""), str):
            raise Refusal(40058, f"{name} must be a text")


def _text(body: Json, context: Context) -> Json:
    content = body.get("content")
    if not isinstance(content, str) or not content:
        raise Refusal(40063, "content")
    return body | {"content": _cut_bytes(content, TEXT_BYTES, "content", context)}


def _media(body: Json, context: Context) -> Json:
    if not context.knows_media(str(body.get("media_id"))):
        raise Refusal(40007)
    return body


def _video(body: Json, context: Context) -> Json:
    cut = {name: _cut_bytes(str(body.get(name, "")), most, name, context) for name, most in _VIDEO_BYTES.items()}
    return _media(body, context) | cut


_VIDEO_BYTES = {"title": 128, "description": 512}
_TEXTCARD_CHARACTERS = {"title": 128, "description": 512, "btntxt": 4}


def _textcard(body: Json, context: Context) -> Json:
    if not body.get("title"):
        raise Refusal(41016)
    if not body.get("description"):
        raise Refusal(41033)
    _link(body.get("url"))
    shown = {"btntxt": "详情"} | body
    for name, most in _TEXTCARD_CHARACTERS.items():
        if len(shown[name]) > most:
            context.warnings.append(f"textcard.{name} is longer than {most} characters: shown cut")
    return shown | {name: shown[name][:most] for name, most in _TEXTCARD_CHARACTERS.items()}


def _news(body: Json, context: Context) -> Json:
    articles = body.get("articles")
    if not isinstance(articles, list) or not 1 <= len(items(articles)) == len(articles) <= ARTICLES:
        raise Refusal(40058, "articles")
    return body | {"articles": [_article(article, context) for article in articles]}


def _article(article: Json, context: Context) -> Json:
    _check_texts(article)
    if not article.get("title"):
        raise Refusal(41016)
    if not article.get("appid"):
        _link(article.get("url"))
    return article | {"title": _cut_bytes(article["title"], 128, "title", context)}


def _opaque(body: Json, _context: Context) -> Json:
    return body


def _link(url: object) -> None:
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise Refusal(45034, "url")
    if len(url.encode()) > URL_BYTES:
        raise Refusal(40039, "url")


def _cut_bytes(text: str, most: int, name: str, context: Context) -> str:
    raw = text.encode()
    if len(raw) <= most:
        return text
    context.warnings.append(f"{name} has {len(raw)} bytes of {most}: shown cut")
    return raw[:most].decode(errors="ignore")


CHECKS: dict[str, Callable[[Json, Context], Json]] = {
    "text": _text,
    "markdown": _text,
    "image": _media,
    "voice": _media,
    "file": _media,
    "video": _video,
    "textcard": _textcard,
    "news": _news,
    "mpnews": _opaque,
    "miniprogram_notice": _opaque,
}
