"""An invented lane for the page's tests; no plate, number or picture in it is of a real vehicle."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np

from edge.lane.state import Answer
from edge.web.source import (
    BrokerView,
    CameraView,
    CurrentPassage,
    DecisionView,
    FaultView,
    LaneView,
    PastPassage,
    PictureView,
    ViolationView,
    WeightView,
)

PASSAGE_ID = "01930000-0000-7000-8000-0000000000a1"
CURRENT_ID = "01930000-0000-7000-8000-0000000000b2"
BOOT_ID = "01930000-0000-7000-8000-0000000000c3"
PAST = PastPassage(
    passage_id=PASSAGE_ID,
    arrived_at="2026-01-02T03:04:05.000Z",
    plate="24C12345",
    trailer_plate="24RM01234",
    containers=("CSQU3054383",),
    gross_kg=32460,
    decision=DecisionView("open", "local", None, ("plate read", "weight stable")),
    violations=(),
    interrupted=False,
    images=(PictureView("front.jpg", "frame", "a1"), PictureView("rear.jpg", "frame", "b2")),
)
CURRENT = CurrentPassage(
    passage_id=CURRENT_ID,
    arrived_at="2026-01-02T03:10:00.000Z",
    plate="云G12345",
    trailer_plate=None,
    containers=("CSQU3054383",),
    gross_kg=32460,
    decision=DecisionView("none", "none", None, ("plate read",)),
    notes=(),
    violations=(),
    images=(),
    referred=False,
    may_decide=False,
)
LANE = LaneView(
    site="border-site",
    lane="lane-01",
    direction="import",
    version="0.1.0",
    boot_id=BOOT_ID,
    mode="local",
    phase="identifying",
    since="2026-01-02T03:10:00.000Z",
    boom="unknown",
    held=False,
    stopped=False,
    announced=12,
    weight=WeightView(gross_kg=32460, status="ok", stable=True, age_s=0.1),
    cameras=(
        CameraView(name="front", view="front", code="ok", text="", fps=12.4, age_s=0.1, words={}),
        CameraView(name="right", view="right", code="ok", text="", fps=11.8, age_s=0.2, words={}),
    ),
    faults=(),
    broker=BrokerView(code="ok", outbox_depth=0, oldest_at=None, words={}),
    passage=CURRENT,
    last=(PAST,),
)
FAULT = FaultView(
    device="camera:right",
    code="stalled",
    text="192.0.2.12:554, no packet for 5.0 s",
    since="2026-01-02T03:09:00.000Z",
    words={
        "vi": "Camera có kết nối nhưng không gửi hình",
        "en": "the camera is connected but sends no picture",
        "zh": "摄像机已连接但没有图像",
    },
    checks={
        "vi": ("Mạng quá tải hoặc cáp xấu", "Khởi động lại camera"),
        "en": ("the network's load and cable", "restart the camera"),
        "zh": ("网络负载和网线", "重启摄像机"),
    },
)
FAULTY_LANE = replace(
    LANE,
    phase="fault",
    weight=WeightView(gross_kg=None, status="invalid", stable=False, age_s=None),
    cameras=(
        LANE.cameras[0],
        replace(LANE.cameras[1], code=FAULT.code, text=FAULT.text, fps=0.0, age_s=42.0, words=FAULT.words),
    ),
    faults=(FAULT,),
    broker=BrokerView(
        code="refused",
        outbox_depth=17,
        oldest_at="2026-01-02T03:00:00.000Z",
        words={"vi": "Máy chủ từ chối kết nối", "en": "the broker refuses the connection", "zh": "服务器拒绝连接"},
    ),
    passage=None,
)
REFERRED = replace(
    CURRENT,
    plate="24C12345",
    trailer_plate="24RM01234",
    decision=DecisionView("refer", "local", None, ("plate needs review", "overweight: 52140 kg, allowed: 48000 kg")),
    notes=("no plate read within 15 s",),
    violations=(
        ViolationView("overweight", "52140 kg, allowed: 48000 kg"),
        ViolationView("not-announced", "container CSQU3054383 is not announced"),
    ),
    images=(PictureView("front.jpg", "frame", "1"), PictureView("front-plate.jpg", "crop", "2")),
    referred=True,
    may_decide=True,
)
REFERRED_LANE = replace(LANE, phase="deciding", passage=REFERRED)


class InventedLane:
    """A LaneSource whose view a test may change while the page runs."""

    def __init__(self, view: LaneView = LANE) -> None:
        self.view = view
        self.asked: list[str] = []

    def snapshot(self) -> LaneView:
        return self.view

    def picture(self, name: str) -> bytes | None:
        self.asked.append(name)
        return scene(name) if name in {camera.name for camera in self.view.cameras} else None

    def marked_picture(self, name: str) -> bytes | None:
        return self.picture(name)

    def passage_image(self, passage_id: str, name: str) -> bytes | None:
        self.asked.append(f"{passage_id}/{name}")
        current = (self.view.passage,) if self.view.passage else ()
        names = {one.passage_id: {image.name for image in one.images} for one in (*self.view.last, *current)}
        return scene(name) if name in names.get(passage_id, ()) else None

    def thumbnail(self, passage_id: str, name: str) -> bytes | None:
        return self.passage_image(passage_id, name)


class InventedDesk:
    """A desk that answers as a test says, and keeps what it was told."""

    def __init__(self) -> None:
        self.answer: Answer | None = Answer("1", accepted=True, reason="accepted", to="operator")
        self.told: list[tuple[str, str, str, str]] = []

    def decide(self, operator: str, passage_id: str, outcome: str, reason: str) -> Answer | None:
        self.told.append((operator, passage_id, outcome, reason))
        return self.answer


@cache
def scene(name: str) -> bytes:
    """A drawn picture as JPEG: a truck's outline, a box around its plate and the picture's name."""
    picture = np.full((360, 640, 3), (70, 62, 54), dtype=np.uint8)
    cv2.rectangle(picture, (180, 60), (460, 300), (150, 120, 60), -1)
    cv2.rectangle(picture, (210, 90), (430, 170), (60, 40, 30), -1)
    cv2.rectangle(picture, (260, 250), (380, 285), (230, 235, 235), -1)
    cv2.rectangle(picture, (255, 245), (385, 290), (90, 220, 90), 3)
    cv2.putText(picture, name, (16, 340), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (230, 230, 230), 2)
    return bytes(cv2.imencode(".jpg", picture)[1])
