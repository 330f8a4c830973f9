"""The platform's own camera on pages that take pictures, and the phone's where there is none or it gives nothing."""

from __future__ import annotations

import io

import pytest
from builders import DIRECTOR, at_the_dual_sign, site_code
from hazard_acts import FINDER, form, newest
from PIL import Image
from plant import Plant
from playwright.sync_api import Locator, Page, expect
from screens import everybody, photo, shoot, show, stand
from touch import write_name

from models.ask import Ask
from models.blob import read
from models.upload import Upload

ON = {"wecom": FINDER, "dingtalk": "U06"}


def behave(plant: Plant, monkeypatch: pytest.MonkeyPatch, platform: str, camera: str) -> None:
    own = plant.simulator.running.within(lambda world: getattr(world.config, platform))
    monkeypatch.setattr(own, "camera", camera)


def begin(plant: Plant, screen: Page, person: str) -> Locator:
    """The page for a report, with the app's script ready; gives its button for the camera."""
    show(plant, screen, person, f"report/{Ask.get(Ask.kind == 'hazard.report', Ask.person == person).id}?r=1")
    expect(screen.locator("#place-words")).to_contain_text("已定位")
    return screen.locator("main [data-photos] label").first


@pytest.mark.parametrize("platform", list(ON))
def test_the_app_s_camera_comes_first_and_the_phone_s_own_where_it_gives_nothing(
    plant: Plant, screen: Page, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    person = ON[platform]
    stand(plant, person)
    form(plant, person)
    rows = screen.locator("[data-photos] li")
    for number, camera in enumerate(("absent", "refused", "silent")):
        behave(plant, monkeypatch, platform, camera)
        button = begin(plant, screen, person)
        expect(rows).to_have_count(number)
        if camera == "silent":
            # Nothing opens; the next tap does.
            button.click()
        shoot(screen, button, photo(f"{camera}.jpg"))
        expect(rows).to_have_count(number + 1)
        # What is half written outlives the page.
        screen.wait_for_timeout(500)
    behave(plant, monkeypatch, platform, "there")
    button = begin(plant, screen, person)
    expect(rows).to_have_count(3)
    with screen.expect_file_chooser() as chooser:
        button.click()
    # Going back is no fault: the next tap opens the same camera.
    assert not chooser.value.is_multiple()
    chooser.value.element.dispatch_event("cancel")
    shoot(screen, button, photo("own.jpg"))
    expect(rows).to_have_count(4)
    expect(rows.last).to_contain_text("现拍的.jpg")
    expect(rows.last.locator("img")).to_be_visible()
    screen.locator("#words").fill("配电箱门坏了，电缆露在外面")
    screen.locator("#send").click()
    expect(screen.locator("#answer h1")).to_contain_text("YH-")
    photos = newest().report.photos
    assert sorted(each.told["way"] for each in photos) == ["camera", "camera", "camera", "camera_api"]
    assert {Image.open(io.BytesIO(read(each.sha256))).size for each in photos} == {(640, 480)}
    # What the app has sent goes to the house once.
    assert [each.told["way"] for each in Upload.select()].count("camera_api") == 1
    plant.settle()
    hazard = newest()
    show(plant, screen, hazard.follower, f"hazard/{hazard.number}")
    expect(screen.locator("main")).to_contain_text("企业微信或钉钉的相机拍的")
    expect(screen.locator("main")).to_contain_text("现拍（手机浏览器：不能确认不是相册）")
    everybody(plant)


def test_a_picture_that_the_app_could_not_hand_over_is_taken_again_by_the_phone_s_own(
    plant: Plant, screen: Page
) -> None:
    at_the_dual_sign(plant)
    stand(plant, DIRECTOR, "off")
    ask = Ask.get(Ask.person == DIRECTOR, Ask.kind == "permit.sign")
    show(plant, screen, DIRECTOR, f"sign/{ask.id}")
    write_name(screen)
    screen.locator("#confirm").click()
    screen.locator("#scan").click()
    screen.locator("[name=code]").fill(f"{plant.base}/s/{site_code(plant)}")
    screen.get_by_role("button", name="扫到了").click()
    screen.route("**/h5/pictures/whole", lambda route: route.abort())
    # The app's camera opens, its picture is lost on the way, and by then the tap is too long ago to open another one.
    screen.evaluate("Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } })")
    shoot(screen, screen.locator("#shoot"), photo("lost.jpg"))
    expect(screen.locator("#bar")).to_contain_text("用手机自己的相机拍")
    shoot(screen, screen.locator("#shoot"), photo("own.jpg"))
    expect(screen.locator("#answer")).to_contain_text("签好了")
    assert Ask.get_by_id(ask.id).answer["photo"]["told"]["way"] == "camera"
    everybody(plant)
