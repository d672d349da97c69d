"""A truck that waits for a person, in a real Chromium: the call, the log-in, the decision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edge.lane.state import Answer
from edge.users import remove_user
from edge.web.page import LanePage
from tests.web.chromium import Chromium
from tests.web.conftest import PASSWORD, USER
from tests.web.invented import CURRENT_ID, LANE, PAST, REFERRED, REFERRED_LANE, InventedDesk, InventedLane

SHOWN = "!document.querySelector('{}').hidden"
NEXT_ID = "01930000-0000-7000-8000-0000000000e5"


@pytest.fixture
def called(browser: Chromium, guarded: LanePage, source: InventedLane) -> Chromium:
    source.view = REFERRED_LANE
    browser.size(1280, 800)
    browser.open(f"http://127.0.0.1:{guarded.port}/")
    browser.wait_for(SHOWN.format("#call"))
    return browser


def click(browser: Chromium, selector: str) -> None:
    browser.evaluate(f"document.querySelector('{selector}').click()")


def log_in(browser: Chromium, password: str = PASSWORD) -> None:
    browser.wait_for(SHOWN.format("#call-log-in"))
    click(browser, "#call-log-in")
    send(browser, password)


def send(browser: Chromium, password: str) -> None:
    browser.type("#name", USER)
    browser.type("#password", password)
    browser.evaluate("document.querySelector('#log-in-form').requestSubmit()")


@pytest.fixture
def operating(called: Chromium) -> Chromium:
    log_in(called)
    called.wait_for(SHOWN.format("#decision"))
    return called


def test_a_referred_truck_calls_with_its_evidence_and_without_a_log_in_it_can_only_be_looked_at(
    called: Chromium,
) -> None:
    assert called.text("#call-head") == "CẦN NGƯỜI QUYẾT ĐỊNH"
    assert called.text("#call-plate") == "24C12345"
    assert "24RM01234 · CSQU3054383 · 32\u202f460 kg" in called.text("#call-facts")
    assert "Quá trọng lượng: 52140 kg, cho phép 48000 kg" in called.text("#call-violations")
    assert called.text("#call-reasons") == "biển số cần kiểm tra lại · chưa đọc được biển số (sau 15 giây)"
    called.wait_for("[...document.querySelectorAll('#call img')].filter(one => one.naturalWidth > 0).length === 2")
    assert called.evaluate("getComputedStyle(document.querySelector('#call')).animationName") == "call"
    assert called.evaluate("document.title").startswith("❗ Cần người quyết định")
    called.wait_for(SHOWN.format("#call-log-in"))
    assert called.evaluate("document.querySelector('#decision').hidden")


def test_the_call_ends_when_the_truck_is_let_go(called: Chromium, source: InventedLane) -> None:
    source.view = LANE
    called.wait_for("document.querySelector('#call').hidden && !document.title.startsWith('❗')")


def test_an_operator_logs_in_chooses_a_reason_and_opens(operating: Chromium, desk: InventedDesk) -> None:
    assert operating.text("#operator") == USER
    assert operating.evaluate("document.querySelector('#decide-open').disabled"), "no reason yet"
    click(operating, '[data-reason="papers checked"]')
    assert operating.evaluate("document.querySelector('#decide-refuse').disabled"), "that is a reason to open"
    click(operating, "#decide-open")
    operating.wait_for("document.querySelector('#decision-told').textContent === 'Đã ghi: mở cho qua'")
    assert desk.told == [(USER, CURRENT_ID, "open", "papers checked")]


def test_an_operator_refuses_with_a_reason_of_his_own(operating: Chromium, desk: InventedDesk) -> None:
    operating.type("#own-reason", "tài xế <b>say rượu</b>")
    click(operating, "#decide-refuse")
    operating.wait_for("document.querySelector('#decision-told').textContent === 'Đã ghi: từ chối'")
    assert desk.told == [(USER, CURRENT_ID, "refuse", "tài xế <b>say rượu</b>")]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            Answer("1", accepted=False, reason="monitor mode: the barrier is not driven", to="operator"),
            "Làn không thực hiện: chỉ giám sát: không điều khiển cần chắn",
        ),
        (None, "Làn không trả lời. Hãy nhìn cần chắn trước khi thử lại"),
    ],
)
def test_what_the_lane_does_not_do_is_told_in_words(
    operating: Chromium, desk: InventedDesk, answer: Answer | None, told: str
) -> None:
    desk.answer = answer
    click(operating, '[data-reason="papers checked"]')
    click(operating, "#decide-open")
    operating.wait_for(
        "!document.querySelector('#decide-open').disabled && document.querySelector('#decision-told').innerText !== ''"
    )
    assert operating.text("#decision-told") == told


def test_a_reason_begun_for_one_truck_is_not_there_for_the_next(operating: Chromium, source: InventedLane) -> None:
    operating.type("#own-reason", "papers of the first")
    source.view = replace(REFERRED_LANE, passage=replace(REFERRED, passage_id=NEXT_ID, plate="29C99999"))
    operating.wait_for("document.querySelector('#call-plate').textContent === '29C99999'")
    assert operating.evaluate("document.querySelector('#own-reason').value") == ""
    assert operating.evaluate("document.querySelector('#decide-open').disabled")


def test_a_wrong_password_and_then_too_many_are_told_in_words(called: Chromium) -> None:
    log_in(called, "wrong password")
    called.wait_for("document.querySelector('#log-in-fault').textContent === 'Sai tên hoặc mật khẩu'")
    for _ in range(5):
        called.wait_for("!document.querySelector('#log-in-send').disabled")
        send(called, "wrong password")
    called.wait_for("document.querySelector('#log-in-fault').textContent.startsWith('Nhập sai quá nhiều lần. Chờ ')")
    assert called.evaluate("document.querySelector('#password').value") == ""


def test_logging_out_takes_the_decision_away(operating: Chromium) -> None:
    click(operating, "#log-out")
    operating.wait_for("document.querySelector('#decision').hidden && document.querySelector('#who').hidden")
    assert operating.evaluate("!document.querySelector('#call-log-in').hidden")


def test_a_removed_user_is_told_to_log_in_again_and_nothing_is_decided(
    operating: Chromium, users: Path, desk: InventedDesk
) -> None:
    remove_user(users, USER)
    click(operating, '[data-reason="papers checked"]')
    click(operating, "#decide-open")
    operating.wait_for("document.querySelector('#decision').hidden")
    assert desk.told == []


def test_no_script_and_no_form_of_another_site_gets_a_decision_through(
    operating: Chromium, guarded: LanePage, desk: InventedDesk
) -> None:
    status = operating.evaluate("fetch('/api/decide', {method: 'POST', body: '{}'}).then(one => one.status)")
    assert status == 400
    operating.open(f"http://localhost:{guarded.port}/static/icon.svg")  # another site, as the browser sees it
    sent = (
        f"fetch('http://127.0.0.1:{guarded.port}/api/decide', "
        "{method: 'POST', credentials: 'include', mode: 'no-cors', body: '{}'}).then(() => 'sent', () => 'refused')"
    )
    assert operating.evaluate(sent) in ("sent", "refused")
    assert desk.told == []


def test_the_beep_is_off_until_switched_on_and_is_remembered(called: Chromium) -> None:
    assert called.text("#sound") == "Âm: tắt"
    click(called, "#sound")
    assert called.evaluate("document.querySelector('#sound').ariaPressed") == "true"
    called.evaluate("document.body.dataset.old = 'yes'; location.reload()")
    called.wait_for(
        "document.body && !document.body.dataset.old && document.querySelector('#sound')?.ariaPressed === 'true'"
    )


@pytest.mark.parametrize("language", ["vi", "en", "zh"])
def test_on_a_phone_the_whole_call_fits_its_width(operating: Chromium, language: str) -> None:
    operating.size(390, 844)
    click(operating, f"[data-language={language}]")
    assert operating.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_refusal_may_be_taken_back_as_long_as_the_truck_is_there(operating: Chromium, source: InventedLane) -> None:
    refused = replace(PAST.decision, outcome="refuse", authority="operator", operator=USER) if PAST.decision else None
    source.view = replace(REFERRED_LANE, passage=replace(REFERRED, referred=False, decision=refused))
    operating.wait_for("document.querySelector('#call-head').innerText === 'ĐÃ TỪ CHỐI, XE CHƯA RỜI LÀN'")
    assert "an quyết định tại làn" in operating.text("#call-waits")
    assert not operating.evaluate("document.querySelector('#call').classList.contains('calls')")
