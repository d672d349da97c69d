"""The page in a real Chromium; skipped where none is installed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge.web.page import LanePage
from edge.web.source import DecisionView
from tests.web.chromium import Chromium
from tests.web.invented import CURRENT, FAULT, FAULTY_LANE, LANE, PAST, REFERRED, InventedLane

PICTURES = "[...document.querySelectorAll('#cameras img')].filter(one => one.naturalWidth > 0).length"
NASTY = "<img src=x onerror=\"document.title='taken'\"><b>24C</b>"


@pytest.fixture
def opened(browser: Chromium, page: LanePage) -> Chromium:
    browser.size(1280, 800)
    browser.open(f"http://127.0.0.1:{page.port}/")
    browser.wait_for("document.querySelector('#lane').innerText === 'lane-01'")
    return browser


def test_the_lane_is_shown_in_vietnamese_with_weight_and_pictures(opened: Chromium) -> None:
    assert opened.text("#phase") == "Đang nhận dạng"
    assert opened.text("#gross") == "32\u202f460"
    assert opened.text("#plate") == "云G12345"
    assert "24RM01234" in opened.text("#last")
    opened.wait_for(f"{PICTURES} === 2")
    opened.wait_for("[...document.querySelectorAll('#last img')].every(one => one.naturalWidth > 0)")


def test_reasons_are_said_in_the_language_and_unknown_ones_as_they_are(opened: Chromium, source: InventedLane) -> None:
    said = {
        "no plate read within 15 s": "chưa đọc được biển số (sau 15 giây)",
        "weight stable": "cân ổn định",
        "plate 24C12345 is on the refuse list": "biển số 24C12345 có trong danh sách từ chối",
        "announced by plate 24C12345 and container CSQU3054383": (
            "đã thông báo: khớp biển số 24C12345 và công-te-nơ CSQU3054383"
        ),
        "overweight: 52140 kg, allowed: 48000 kg": "Quá trọng lượng: 52140 kg, cho phép 48000 kg",
        "something new within 3 s": "something new (sau 3 giây)",
        "something else": "something else",
        "x" * 1000: "x" * 1000,
    }
    decision = DecisionView("refer", "local", None, tuple(said))
    source.view = replace(LANE, passage=replace(CURRENT, plate="24C12345", decision=decision))
    opened.wait_for("document.querySelector('#plate').textContent === '24C12345'")
    assert opened.text("#reasons") == " · ".join(said.values())


def test_the_last_passages_tell_who_decided_and_what_was_not_allowed(opened: Chromium, source: InventedLane) -> None:
    refused = DecisionView("refuse", "operator", "an", ("papers missing",))
    source.view = replace(LANE, last=(replace(PAST, decision=refused, violations=REFERRED.violations),))
    opened.wait_for("document.querySelector('#last .violation') !== null")
    told = opened.text("#last")
    assert "Từ chối" in told
    assert "an quyết định tại làn" in told
    assert "thiếu giấy tờ" in told
    assert "Chưa được thông báo: công-te-nơ CSQU3054383" in told


def test_a_small_picture_is_shown_large_on_a_click_and_the_next_with_an_arrow_key(opened: Chromium) -> None:
    opened.evaluate("document.querySelector('#last .thumbnail').click()")
    opened.wait_for(
        "document.querySelector('#viewer').open && document.querySelector('#viewer-picture').naturalWidth > 0"
    )
    assert opened.text("#viewer-name") == "front.jpg · 1/2"
    opened.press("ArrowRight")
    assert opened.text("#viewer-name") == "rear.jpg · 2/2"
    opened.evaluate("document.querySelector('#viewer-close').click()")
    assert not opened.evaluate("document.querySelector('#viewer').open")


def test_night_colours_follow_the_system_and_the_switch_which_is_remembered(opened: Chromium) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    dark, light = "rgb(9, 13, 18)", "rgb(233, 237, 241)"
    opened.prefer("dark")
    assert opened.evaluate(ground) == dark
    opened.prefer("light")
    assert opened.evaluate(ground) == light
    opened.evaluate("document.querySelector('#light').click(); document.querySelector('#light').click()")
    assert opened.evaluate(ground) == dark
    assert opened.text("#light") == "Màu: Đêm"
    opened.evaluate("document.body.dataset.old = 'yes'; location.reload()")
    opened.wait_for(
        "document.body && !document.body.dataset.old && document.querySelector('#light')?.innerText === 'Màu: Đêm'"
    )
    assert opened.evaluate(ground) == dark


def test_another_language_is_one_click_away_and_remembered(opened: Chromium) -> None:
    opened.evaluate("document.querySelector('[data-language=zh]').click()")
    assert opened.text("#phase") == "识别中"
    assert opened.text("#weight-head") == "称重"
    assert opened.evaluate("document.documentElement.lang") == "zh"
    opened.evaluate("document.body.dataset.old = 'yes'; location.reload()")
    opened.wait_for(
        "document.body && !document.body.dataset.old && document.querySelector('#phase')?.innerText === '识别中'"
    )


def test_a_fault_is_shown_and_goes_when_it_is_mended(opened: Chromium, source: InventedLane) -> None:
    source.view = FAULTY_LANE
    opened.wait_for("!document.querySelector('#faults').hidden")
    told = opened.text("#faults")
    assert "Camera right: Camera có kết nối nhưng không gửi hình" in told
    assert "Khởi động lại camera" in told
    assert FAULT.text in told
    assert opened.text("#broker") == "Mất kết nối: Máy chủ từ chối kết nối"
    assert opened.text("#queue").startswith("17, cũ nhất ")
    assert opened.text("#phase") == "Sự cố"
    assert opened.evaluate("document.querySelectorAll('figure.bad').length") == 1
    assert opened.text("#gross") == "–"
    source.view = LANE
    opened.wait_for("document.querySelector('#faults').hidden && !document.querySelector('figure.bad')")


def test_markup_from_the_lane_is_shown_as_text(opened: Chromium, source: InventedLane) -> None:
    source.view = replace(
        LANE,
        passage=replace(REFERRED, plate=NASTY, decision=DecisionView("refer", "local", NASTY, (NASTY,))),
        cameras=(replace(LANE.cameras[0], code="died", text=NASTY),),
        faults=(replace(FAULT, device=NASTY, text=NASTY),),
        last=(replace(PAST, plate=NASTY, containers=(NASTY,)),),
    )
    opened.wait_for("document.querySelector('#plate').textContent.startsWith('<img')")
    assert opened.text("#plate") == NASTY
    assert NASTY in opened.text("#last")
    assert NASTY in opened.text("#faults")
    assert NASTY in opened.text("#call-plate")
    assert NASTY in opened.text("#call-reasons")
    assert opened.evaluate("document.querySelectorAll('main b, #faults b, #call b, img[src=x]').length") == 0
    assert "taken" not in opened.evaluate("document.title")


def test_a_daemon_that_is_gone_is_told_and_found_again(opened: Chromium, page: LanePage, source: InventedLane) -> None:
    opened.wait_for(f"{PICTURES} === 2")
    page.close()
    opened.wait_for("!document.querySelector('#gone').hidden")
    assert opened.text("#gone strong") == "Mất kết nối với phần mềm làn"
    assert "grayscale" in opened.evaluate("getComputedStyle(document.querySelector('#cameras img')).filter")
    back = LanePage(f"127.0.0.1:{page.port}", source)
    back.start()
    source.view = replace(LANE, boot_id="01930000-0000-7000-8000-0000000000d4")
    try:
        opened.wait_for("document.querySelector('#gone').hidden && !document.body.classList.contains('gone')")
        assert "vừa khởi động lại" in opened.text("#restarted")
        assert opened.evaluate("getComputedStyle(document.querySelector('#cameras img')).filter") == "none"
    finally:
        back.close()


@pytest.mark.parametrize("language", ["vi", "en", "zh"])
def test_a_phone_needs_no_sideways_scrolling(opened: Chromium, source: InventedLane, language: str) -> None:
    source.view = replace(FAULTY_LANE, passage=REFERRED, held=True)
    opened.size(390, 844)
    opened.evaluate(f"document.querySelector('[data-language={language}]').click()")
    opened.wait_for("!document.querySelector('#faults').hidden")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


def test_changes_are_spoken_to_those_who_do_not_see_them(opened: Chromium) -> None:
    assert opened.evaluate("document.querySelector('#phase').ariaLive") == "polite"
    assert opened.evaluate("document.querySelector('#faults').closest('[role=alert]') !== null")
    assert opened.evaluate("document.querySelector('#gone').closest('[role=alert]') !== null")
    opened.wait_for(f"{PICTURES} === 2")
    assert opened.evaluate("[...document.images].every(one => one.alt !== '' || !one.src)")
