"""The calibration page's routes: who may ask, who may change, what is refused."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from edge.calibration.camera_judging import Demands
from edge.calibration.camera_routes import calibration_app
from edge.calibration.camera_saving import Place, Saved, save_camera
from edge.calibration.camera_shown import fault_document
from edge.calibration.camera_sitting import CameraSitting, Shown, Told
from edge.config import load_config
from edge.devices.clock import SystemClock
from edge.ports import CameraHealth, Recogniser
from edge.values import Frame, Image, MarkKind, Read, Sight
from tests.calibration.camera_looks import plate
from tests.commands.doctoring import camera, lane_file
from tests.waiting import until

TOKEN = {"X-Token": "right"}
AT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)


@dataclass
class StillCamera:
    """A camera whose picture, an even grey, is always the same one."""

    name: str = "front"
    frame: Frame = field(
        default_factory=lambda: Frame("front", np.full((720, 1280, 3), 90, np.uint8), 1, time.monotonic())
    )

    def start(self) -> None:
        pass

    def newest(self, after: int) -> Frame | None:
        return self.frame if after < 1 else None

    def rest(self, resting: bool) -> None:
        pass

    def health(self) -> CameraHealth:
        return CameraHealth("ok", "", 25.0, 0.04, 1, 0, 0)

    def close(self) -> None:
        pass


class OnePlate:
    """Sees the same plate everywhere."""

    def see(self, _image: Image, _wanted: frozenset[MarkKind]) -> Sight:
        return Sight((plate(),))

    def recognise(self, image: Image, wanted: frozenset[MarkKind]) -> tuple[Read, ...]:
        return self.see(image, wanted).reads

    def recognise_crop(self, _image: Image, _kind: MarkKind) -> tuple[Read, ...]:
        return ()


def sitting_with(load: Any) -> CameraSitting:
    demands = Demands("plate", "front")
    return CameraSitting(StillCamera(), frozenset({"plate"}), None, demands, load, SystemClock())


@pytest.fixture
def lane(tmp_path: Path) -> Path:
    return lane_file(tmp_path, camera(tmp_path / "nothing.mp4"))


@pytest.fixture
def sitting() -> Any:
    def load() -> Recogniser:
        return OnePlate()

    sitting = sitting_with(load)
    sitting.start()
    until(lambda: sitting.tell().marks)
    yield sitting
    sitting.close()


@pytest.fixture
def page(sitting: CameraSitting, lane: Path) -> FlaskClient:
    place = Place(lane, lane.parent / "state", lambda _name: None, "front")

    def save(told: Told, shown: Shown, by: str) -> Saved:
        return save_camera(place, told, shown, by, AT)

    return calibration_app(sitting, "front", "right", save, "root", frozenset({"localhost"})).test_client()


@pytest.mark.parametrize("path", ["/", "/api/told", "/picture.jpg", "/mark.jpg"])
def test_whoever_looks_needs_the_token(page: FlaskClient, path: str) -> None:
    assert page.get(path).status_code == 403
    assert page.get(f"{path}?token=wrong").status_code == 403
    assert page.get(f"{path}?token=r%C3%AFght").status_code == 403
    assert page.get(f"{path}?token=right").status_code == 200


@pytest.mark.parametrize("path", ["/api/zone", "/api/demands", "/api/anew", "/api/save"])
def test_whoever_changes_something_says_the_token_in_a_header(page: FlaskClient, path: str, lane: Path) -> None:
    before = lane.read_text()
    assert page.post(f"{path}?token=right", json={"zone": None}).status_code == 403
    assert lane.read_text() == before


def test_a_name_of_another_is_refused(page: FlaskClient) -> None:
    assert page.get("/?token=right", headers={"Host": "evil.example"}).status_code == 400


def test_nothing_from_elsewhere_may_run_on_the_page(page: FlaskClient) -> None:
    answer = page.get("/?token=right")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "http://" not in answer.text
    assert "https://" not in answer.text


@pytest.mark.parametrize(
    "name", ["camera.js", "camera.css", "zone.js", "criteria.js", "asking.js", "dom.js", "words.js"]
)
def test_the_pages_files_are_there(page: FlaskClient, name: str) -> None:
    with page.get(f"/static/{name}") as answer:
        assert answer.status_code == 200


def test_a_zone_is_taken_and_what_was_read_before_is_forgotten(page: FlaskClient, sitting: CameraSitting) -> None:
    zone = [[0, 0], [1, 0], [1, 1]]
    assert page.post("/api/zone", json={"zone": zone}, headers=TOKEN).status_code == 200
    told = page.get("/api/told", headers=TOKEN).get_json()
    assert told["zone"] == zone
    assert told["marks"] == 0


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        ("/api/zone", {"zone": [[0, 0], [1, 1]]}, "corners"),
        ("/api/zone", [], "no JSON object"),
        ("/api/demands", {"speed_kmh": 0}, "1 to 60"),
        ("/api/demands", {"speed_kmh": "10"}, "1 to 60"),
        ("/api/demands", {"speed_kmh": 10, "shutter_s": 5}, "to 0.1"),
    ],
)
def test_what_can_not_be_is_refused_in_words(page: FlaskClient, path: str, body: Any, wrong: str) -> None:
    answer = page.post(path, json=body, headers=TOKEN)
    assert answer.status_code == 422
    assert wrong in answer.get_json()["error"]


def test_a_body_that_is_no_json_or_too_long_is_refused(page: FlaskClient) -> None:
    assert page.post("/api/zone", data=b"{", headers=TOKEN).status_code == 422
    long = b'{"zone": "' + b"x" * 20_000 + b'"}'
    refused = page.post("/api/zone", data=long, content_type="application/json", headers=TOKEN)
    assert refused.status_code in (413, 422)


def test_speed_and_shutter_are_taken(page: FlaskClient, sitting: CameraSitting) -> None:
    page.post("/api/demands", json={"speed_kmh": 20, "shutter_s": 0.002}, headers=TOKEN)
    assert (sitting.tell().demands.speed_kmh, sitting.tell().demands.shutter_s) == (20.0, 0.002)


def test_what_is_told_says_what_to_turn_first(page: FlaskClient) -> None:
    told = page.get("/api/told", headers=TOKEN).get_json()
    assert told["next"] in {one["key"] for one in told["criteria"] if one["verdict"] != "good"}
    assert told["green"] is False
    assert told["reads"][0]["text"] == "24C12345"
    assert told["fault"] is None


def test_a_fault_of_the_camera_is_told_in_three_languages_with_what_to_check() -> None:
    fault = fault_document("unreachable", "192.0.2.11:554")
    assert fault["words"]["vi"] == "Không kết nối được camera"
    assert fault["words"]["zh"] == "无法连接摄像机"
    assert fault["checks"]["en"]
    assert fault["text"] == "192.0.2.11:554"


def test_saving_puts_the_zone_into_the_lanes_file_and_names_who_did_it(page: FlaskClient, lane: Path) -> None:
    page.post("/api/zone", json={"zone": [[0, 0], [1, 0], [1, 1]]}, headers=TOKEN)
    saved = page.post("/api/save", json={"by": " Trang "}, headers=TOKEN).get_json()
    assert saved["verdict"] == "fail"
    assert load_config(lane, lambda _name: None).camera[0].zone == ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    assert '"by": "Trang"' in Path(saved["record"]).read_text()


def test_a_file_that_was_broken_meanwhile_is_left_alone_and_said(page: FlaskClient, lane: Path) -> None:
    lane.write_text("[lane]\nsite = 1\n")
    answer = page.post("/api/save", json={"by": "Trang"}, headers=TOKEN)
    assert answer.status_code == 422
    assert "lane.site" in answer.get_json()["error"]
    assert lane.read_text() == "[lane]\nsite = 1\n"
    assert not (lane.parent / "state" / "calibration").exists()


def test_a_reader_that_does_not_load_is_told() -> None:
    def load() -> Recogniser:
        raise RuntimeError("no such model")

    sitting = sitting_with(load)
    sitting.start()
    until(lambda: sitting.failure)
    sitting.close()
    app = calibration_app(sitting, "front", "right", lambda *_: pytest.fail("not saved"), "root", None)
    assert app.test_client().get("/api/told", headers=TOKEN).status_code == 503
