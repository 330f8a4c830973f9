"""The phone's own parts in a real browser: silent login by the window's name, and wx.js on a page of another origin."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page
from wecom_cast import LEADER, WeCom

from simulator.wecom.jssdk import sign

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 60
PAGE = """<!doctype html><meta charset="utf-8"><button id="photo">拍照</button><button id="scan">扫码</button>
<script src="%(script)s"></script><script>
const told = (name) => (value) => { document.body.dataset[name] = JSON.stringify(value); };
wx.error(told("error"));
wx.ready(() => wx.getLocation({ type: "gcj02", success: told("place"), fail: told("lost") }));
wx.config(%(config)s);
photo.onclick = () => wx.chooseImage({ count: 1, success: ({ localIds }) =>
  wx.uploadImage({ localId: localIds[0], success: told("photo") }) });
scan.onclick = () => wx.scanQRCode({ needResult: 1, success: told("code") });
</script>"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(locale="zh-CN")
    page.add_init_script(f"window.name = 'wecom:{LEADER}'")
    yield page
    page.close()


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """A site of another origin: its address and its one page's text, by path."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(urlsplit(self.path).path, "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", pages
    server.shutdown()
    server.server_close()


def _page(wecom: WeCom, address: str, ticket: str) -> str:
    config = {"appId": wecom.own.corp_id, "timestamp": 1790000000, "nonceStr": "N"}
    config["signature"] = sign(ticket, "N", "1790000000", address)
    config["jsApiList"] = ["getLocation", "chooseImage", "uploadImage", "scanQRCode"]
    return PAGE % {"script": f"{wecom.url}/wecom/jssdk.js", "config": json.dumps(config)}


def _told(page: Page, name: str) -> dict[str, object]:
    page.wait_for_selector(f"body[data-{name}]")
    told: dict[str, object] = json.loads(page.get_attribute("body", f"data-{name}") or "")
    return told


def test_the_window_logs_in_by_its_name(wecom: WeCom, phone: Page, site: tuple[str, dict[str, str]]) -> None:
    query = {"appid": wecom.own.corp_id, "redirect_uri": f"{site[0]}/login", "scope": "snsapi_base", "state": "s1"}
    phone.goto(f"{wecom.url}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect")
    phone.wait_for_url("**/login?*")
    code = parse_qs(urlsplit(phone.url).query)["code"][0]
    assert wecom.get("auth/getuserinfo", code=code)["userid"] == LEADER


def test_a_signed_page_gets_place_photo_and_code(wecom: WeCom, phone: Page, site: tuple[str, dict[str, str]]) -> None:
    address = f"{site[0]}/page"
    site[1]["/page"] = _page(wecom, address, wecom.get("get_jsapi_ticket")["ticket"])
    here = {"mode": "ok", "latitude": 30.1, "longitude": 122.2, "accuracy": 8}
    wecom.control(f"phones/wecom/{LEADER}/position", here)
    phone.goto(address)
    assert _told(phone, "place")["latitude"] == 30.1
    with phone.expect_file_chooser() as chooser:
        phone.click("#photo")
    chooser.value.set_files({"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": JPEG})
    media_id = _told(phone, "photo")["serverId"]
    assert wecom.http.get(f"{wecom.url}/wecom/media/{media_id}", timeout=5).content == JPEG
    phone.click("#scan")
    phone.fill("[name=code]", "area:sewage")
    phone.click("text=扫到了")
    assert _told(phone, "code")["resultStr"] == "area:sewage"


def test_a_wrong_signature_and_a_denied_place_reach_the_page(
    wecom: WeCom, phone: Page, site: tuple[str, dict[str, str]]
) -> None:
    address = f"{site[0]}/page"
    site[1]["/page"] = _page(wecom, address, "guess")
    phone.goto(address)
    assert _told(phone, "error")["errCode"] == 40093
    site[1]["/page"] = _page(wecom, address, wecom.get("get_jsapi_ticket")["ticket"])
    wecom.control(f"phones/wecom/{LEADER}/position", {"mode": "denied"})
    phone.goto(address)
    assert _told(phone, "lost")["errMsg"] == "getLocation:fail auth deny"
