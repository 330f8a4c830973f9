"""Contacts, media and the app's menu."""

from typing import Any

import pytest
from wecom_cast import LEADER, SAFETY, STRANGER, WeCom

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 60
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 60


def test_departments_hang_below_the_corp(wecom: WeCom) -> None:
    listed = wecom.get("department/list")["department"]
    assert [(one["name"], one["parentid"]) for one in listed] == [
        ("公司", 0),
        ("车间四", 1),
        ("安全部", 1),
        ("销售部", 1),
    ]
    assert [one["id"] for one in wecom.get("department/simplelist")["department_id"]] == [1, 2, 3, 4]
    assert wecom.get("department/get", id=3)["department"]["name"] == "安全部"
    assert wecom.get("department/get", id=9)["errcode"] == 60003


def test_a_member_is_shown_with_leader_and_without_mobile(wecom: WeCom) -> None:
    member = wecom.get("user/get", userid=LEADER.upper())
    assert (member["userid"], member["name"], member["position"]) == (LEADER, "石磊", "班长")
    assert member["direct_leader"] == [SAFETY]
    assert "mobile" not in member


def test_strangers_and_members_out_of_scope_are_told_apart(wecom: WeCom) -> None:
    assert wecom.get("user/get", userid="nobody")["errcode"] == 60111
    assert wecom.get("user/get", userid=STRANGER)["errcode"] == 60011


def test_a_department_lists_its_active_members_in_scope(wecom: WeCom) -> None:
    assert [user["userid"] for user in wecom.get("user/list", department_id=2)["userlist"]] == [LEADER]
    assert wecom.get("user/simplelist", department_id=4)["userlist"] == []
    assert wecom.get("user/list")["errcode"] == 60003
    assert wecom.get("user/list", department_id="x")["errcode"] == 40058


def test_the_contact_secret_reads_all_ids_page_by_page(wecom: WeCom) -> None:
    wecom.login(wecom.own.contact_secret)
    first = wecom.post("user/list_id", {"cursor": "", "limit": 2})
    rest = wecom.post("user/list_id", {"cursor": first["next_cursor"], "limit": 2})
    assert [row["userid"] for row in first["dept_user"] + rest["dept_user"]] == [LEADER, SAFETY, STRANGER]
    assert rest["next_cursor"] == ""


@pytest.mark.parametrize(("data", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png")])
def test_a_photo_comes_back_as_it_was_sent(wecom: WeCom, data: bytes, kind: str) -> None:
    answer = wecom.upload(data)
    assert isinstance(answer["created_at"], str)
    query = {"access_token": wecom.token, "media_id": answer["media_id"]}
    file = wecom.http.get(f"{wecom.url}/cgi-bin/media/get", params=query, timeout=5)
    assert (file.content, file.headers["Content-Type"]) == (data, kind)
    assert "filename=" in file.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        ({"data": JPEG, "kind": "poster"}, 40004),
        ({"data": b"GIF89a" + b"0" * 60}, 40005),
        ({"data": b"\xff\xd8\xff"}, 40006),
        ({"data": JPEG + b"0" * (10 * 1024 * 1024)}, 40006),
        ({"data": JPEG, "field": "file"}, 44001),
    ],
)
def test_a_wrong_upload_is_refused(wecom: WeCom, upload: dict[str, Any], code: int) -> None:
    assert wecom.upload(**upload)["errcode"] == code


def test_media_lives_three_days_and_failures_are_json(wecom: WeCom) -> None:
    media_id = wecom.upload(JPEG)["media_id"]
    assert wecom.send(msgtype="image", image={"media_id": media_id})["errcode"] == 0
    wecom.advance(3 * 24 * 3600)
    assert wecom.get("media/get", media_id=media_id)["errcode"] == 40007
    assert wecom.send(msgtype="image", image={"media_id": media_id})["errcode"] == 40007


def test_the_photo_of_a_phone_becomes_a_media_id(wecom: WeCom) -> None:
    url = f"{wecom.url}/wecom/jssdk/upload"
    media_id = wecom.http.post(url, files={"media": ("p.jpg", JPEG)}, timeout=5).json()["serverId"]
    assert wecom.http.get(f"{wecom.url}/wecom/media/{media_id}", timeout=5).content == JPEG
    assert wecom.http.post(url, files={"media": ("p.jpg", b"no picture")}, timeout=5).json()["errcode"] == 40005


def test_a_lasting_image_address_can_be_opened(wecom: WeCom) -> None:
    query = {"access_token": wecom.token}
    files = {"media": ("p.png", PNG)}
    url = wecom.http.post(f"{wecom.url}/cgi-bin/media/uploadimg", params=query, files=files, timeout=5).json()["url"]
    assert wecom.http.get(url, timeout=5).content == PNG


def test_a_created_menu_can_be_pressed_and_deleted(wecom: WeCom) -> None:
    below = [{"type": "click", "name": "动火", "key": "permit.hot_work"}]
    below.append({"type": "view", "name": "我的", "url": "https://safety.example.com/me"})
    menu = {"button": [{"name": "作业票", "sub_button": below}, {"type": "click", "name": "隐患", "key": "hazard"}]}
    assert wecom.post("menu/create", menu, agentid=wecom.own.agent_id)["errcode"] == 0
    assert [item["name"] for item in wecom.get("menu/get", agentid="1000002")["button"]] == ["动火", "我的", "隐患"]
    pressed = wecom.control(f"phones/wecom/{LEADER}/menu", {"key": "https://safety.example.com/me"})
    assert pressed["open"] == "https://safety.example.com/me"
    wecom.get("menu/delete", agentid="1000002")
    assert wecom.get("menu/get", agentid="1000002")["button"] == []


@pytest.mark.parametrize(
    ("button", "code"),
    [
        ([], 40016),
        ([{"type": "click", "name": "x", "key": "k"}] * 4, 40016),
        ([{"name": "x", "sub_button": [{"type": "click", "name": "x", "key": "k"}] * 6}], 40016),
        ([{"type": "shout", "name": "x", "key": "k"}], 40017),
        ([{"type": "click", "name": "安全生产许可", "key": "k"}], 40018),
        ([{"type": "click", "name": "x"}], 40019),
        ([{"type": "click", "name": "x", "key": "k" * 129}], 40019),
    ],
)
def test_a_wrong_menu_is_refused(wecom: WeCom, button: list[Any], code: int) -> None:
    assert wecom.post("menu/create", {"button": button}, agentid="1000002")["errcode"] == code


def test_a_menu_needs_its_own_app(wecom: WeCom) -> None:
    assert wecom.post("menu/create", {"button": []})["errcode"] == 41011
    assert wecom.post("menu/create", {"button": []}, agentid="7")["errcode"] == 40056
