from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from edge.errors import FrameError
from edge.values import WeightStatus
from edge.wire.indicator import MAX_GAP_S, Cut, Repetition, Shown, StreamIndicator, cut_by, weighed

OUTLINE = re.compile(rb"<.{3}>", re.DOTALL)


@dataclass(frozen=True)
class Plain:
    """`<120>` shows 120 kg, in motion where `flag` is set and the first digit is odd; `<OVR>` shows overload."""

    flag: bool
    poll: bytes | None = None

    def cut(self, buffer: bytes, *, quiet: bool) -> Cut:  # noqa: ARG002  # a frame's length is known
        return cut_by(OUTLINE, 5, buffer, starts=b"<")

    def parse(self, frame: bytes) -> Shown:
        if frame == b"<OVR>":
            return Shown(None, "overload", False if self.flag else None)
        if not frame[1:4].strip(b"-").isdigit():
            raise FrameError("not digits")
        kg = int(frame[1:4])
        return weighed(kg % 500 if kg >= 500 else kg, stable=kg < 500 if self.flag else None)


def read(chunks: list[bytes], *, flag: bool, period_s: float = 0.1) -> list[tuple[float | None, WeightStatus, bool]]:
    parser = StreamIndicator(Plain(flag), 3)
    readings = [one for number, chunk in enumerate(chunks) for one in parser.feed(chunk, number * period_s)]
    return [(one.gross_kg, one.status, one.stable) for one in readings]


def test_a_jump_of_one_digit_with_a_stable_flag_is_not_believed_on_that_one_frame() -> None:
    assert read([b"<120>", b"<120>", b"<220>", b"<120>", b"<120>"], flag=True) == [
        (120, "ok", True),
        (120, "ok", True),
        (220, "motion", False),
        (120, "motion", False),
        (120, "ok", True),
    ]


def test_a_new_weight_with_a_stable_flag_is_believed_on_its_second_frame() -> None:
    assert read([b"<120>", b"<220>", b"<220>"], flag=True)[1:] == [(220, "motion", False), (220, "ok", True)]


def test_a_stable_flag_that_comes_after_motion_with_the_same_figure_is_believed() -> None:
    assert read([b"<620>", b"<120>"], flag=True) == [(120, "motion", False), (120, "ok", True)]


def test_a_stable_flag_outranks_repetition() -> None:
    assert not any(stable for _, _, stable in read([b"<620>"] * 20, flag=True))


def test_stable_frames_far_apart_are_not_compared() -> None:
    assert read([b"<120>", b"<220>"], flag=True, period_s=MAX_GAP_S + 0.1) == [(120, "ok", True), (220, "ok", True)]


def test_without_a_flag_a_weight_is_stable_by_repetition() -> None:
    readings = read([b"<120>", b"<220>", b"<220>", b"<220>", b"<220>"], flag=False)
    assert [stable for _, _, stable in readings] == [False, False, False, True, True]
    assert [status for _, status, _ in readings] == ["ok", "motion", "ok", "ok", "ok"]


@pytest.mark.parametrize("flag", [True, False])
def test_what_shows_no_weight_is_never_stable(flag: bool) -> None:
    assert read([b"<OVR>"] * 5, flag=flag) == [(None, "overload", False)] * 5


@pytest.mark.parametrize("flag", [True, False])
def test_a_negative_weight_stays_negative_in_motion(flag: bool) -> None:
    assert read([b"<120>", b"<-20>"], flag=flag)[1] == (-20, "negative", False)


def test_a_true_frame_inside_what_looked_like_one_is_found() -> None:
    parser = StreamIndicator(Plain(flag=True), 3)
    readings = parser.feed(b"<a<120>", 0.0)
    assert [one.raw for one in readings] == [b"<120>".hex()]
    assert (parser.frames, parser.bad_frames, parser.skipped_bytes) == (1, 0, 2)
    assert [one.raw for one in parser.feed(b"<1<>><220>", 0.1)] == [b"<220>".hex()]
    assert (parser.frames, parser.bad_frames, parser.skipped_bytes) == (2, 1, 7)


def test_the_question_is_the_format_s() -> None:
    assert StreamIndicator(Plain(flag=True, poll=b"?"), 3).poll == b"?"
    assert StreamIndicator(Plain(flag=True), 3).poll is None


@pytest.mark.parametrize(
    ("buffer", "cut"),
    [
        (b"", Cut(0)),
        (b"noise", Cut(5)),
        (b"noise<", Cut(5)),
        (b"noise<12", Cut(5)),
        (b"no<123>", Cut(2, 5)),
        (b"<123><", Cut(0, 5)),
        (b"<1234567<", Cut(8)),
        (b"<<<<<<<<", Cut(4)),
    ],
)
def test_a_buffer_keeps_only_what_a_frame_can_begin_with(buffer: bytes, cut: Cut) -> None:
    assert cut_by(OUTLINE, 5, buffer, starts=b"<") == cut


def test_where_a_frame_may_begin_with_any_byte_the_tail_is_kept() -> None:
    assert cut_by(OUTLINE, 5, b"noisenoise") == Cut(6)


def test_the_same_frame_counts_only_while_it_keeps_coming() -> None:
    repetition = Repetition(3)
    times = [10.0, 10.0 + MAX_GAP_S, 10.0 + 2 * MAX_GAP_S, 10.1 + 3 * MAX_GAP_S]
    assert [repetition.is_stable(b"a", at_s) for at_s in times] == [False, False, True, False]


def test_another_frame_begins_the_count_anew() -> None:
    repetition = Repetition(2)
    assert [repetition.is_stable(one, 0.0) for one in (b"a", b"b", b"a", b"a")] == [False, False, False, True]


@pytest.mark.parametrize(
    ("frame", "at_s", "moved"), [(b"a", 0.5, False), (b"b", 0.5, True), (b"b", MAX_GAP_S, True), (b"b", 1.5, False)]
)
def test_motion_is_a_change_from_a_frame_not_long_ago(frame: bytes, at_s: float, moved: bool) -> None:
    repetition = Repetition(3)
    assert not repetition.moved(b"a", 0.0)
    repetition.is_stable(b"a", 0.0)
    assert repetition.moved(frame, at_s) is moved
