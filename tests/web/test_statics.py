"""The pages' own files: fetched once, and again only after they have changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import request
from playwright.sync_api import Page, expect
from room import Room, ask_of

from models.permit import Permit
from web import statics


def test_a_phone_fetches_the_files_of_a_page_once(room: Room, permit: Permit, served: str, phone: Page) -> None:
    asked: list[str] = []
    room.app.before_request(lambda: asked.append(request.path))
    for _ in range(2):
        asked.clear()
        phone.goto(f"{served}/h5/wecom/sign/{ask_of('U04').id}?r=1")
        expect(phone.locator("html")).to_have_attribute("data-ready", "yes")
    assert not [path for path in asked if path.startswith("/assets")]


def test_only_files_are_kept_and_each_says_for_how_long(room: Room) -> None:
    client = room.app.test_client()
    found = client.get(f"{statics.address()}/js/sign.js")
    assert (found.status_code, found.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    missing = client.get(f"{statics.address()}/js/nothing.js")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")


def test_a_changed_file_moves_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statics, "STATIC", tmp_path)
    file = tmp_path / "page.js"
    file.write_text("1")
    before = statics.address.__wrapped__()
    file.write_text("2")
    assert statics.address.__wrapped__() != before
