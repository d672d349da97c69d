"""Which protocol literal bytes speak, and what is said where nobody can know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.wire.detecting import ENOUGH_FRAMES, Verdict, judge, judge_line, seven_bit_framing, strip_parity
from edge.wire.indicators import FORMATS, FormatOptions
from tests.wire.samples import SAMPLES

KG_1560 = bytes.fromhex("022b30303135363030313903")
WRONG_CHECK = KG_1560.replace(b"19", b"18")


def judged(heard: bytes, *, quiet: bool = False) -> Verdict:
    return judge(heard, FormatOptions(), quiet=quiet)


def even(chunk: bytes) -> bytes:
    return bytes(byte | (byte.bit_count() % 2) << 7 for byte in chunk)


def named(verdict: Verdict) -> str | None:
    return verdict.clear.protocol if verdict.clear else None


@pytest.mark.parametrize("protocol", FORMATS)
def test_each_protocol_is_named_among_all_others(protocol: str) -> None:
    verdict = judged(b"".join(SAMPLES[protocol]) * 3, quiet=True)
    assert (verdict.state, named(verdict)) == ("streaming", protocol)


@pytest.mark.parametrize("protocol", FORMATS)
def test_a_protocol_is_named_wherever_listening_began_and_ended(protocol: str) -> None:
    stream = b"".join(SAMPLES[protocol]) * 4
    for cut in range(len(SAMPLES[protocol][0])):
        verdict = judged(stream[cut : len(stream) - cut])
        assert named(verdict) == protocol, f"cut by {cut}"
        assert verdict.candidates[0].share > 0.95


@pytest.mark.parametrize(("framing", "odd"), [("7E1", 0), ("7O1", 1)])
@pytest.mark.parametrize("protocol", FORMATS)
def test_seven_data_bits_show_their_parity_in_the_eighth(protocol: str, framing: str, odd: int) -> None:
    stream = b"".join(SAMPLES[protocol]) * 3
    heard = bytes(low | ((low.bit_count() + odd) % 2) << 7 for low in strip_parity(stream))
    found, verdict = judge_line(heard, FormatOptions(), quiet=True)
    assert (found, named(verdict)) == (framing, protocol)


def test_eight_data_bits_are_not_taken_for_seven() -> None:
    assert judge_line(KG_1560 * 4, FormatOptions(), quiet=True)[0] == "8N1"
    assert seven_bit_framing(KG_1560) is None
    assert seven_bit_framing(b"\x80\x81\xfe\x13") is None


def test_a_check_that_holds_makes_it_surer() -> None:
    checked = judged(b"".join(SAMPLES["yaohua"]) * 3).clear
    unchecked = judged(b"".join(SAMPLES["mt-sics"]) * 3).clear
    assert checked is not None
    assert unchecked is not None
    assert checked.checked
    assert not unchecked.checked
    assert checked.sure > unchecked.sure


def test_toledo_frames_are_checked_only_where_they_carry_one() -> None:
    for frame, checked in zip(SAMPLES["toledo"], (True, False), strict=True):
        verdict = judged(frame * 4, quiet=True)
        assert verdict.clear is not None
        assert verdict.clear.checked is checked


def test_nothing_heard_is_silence() -> None:
    assert judged(b"") == Verdict("silent", 0)


@pytest.mark.parametrize("heard", [b"\xf8\x80\x02\xfe\x1c" * 20, b"xyz" * 30, bytes(range(256)) * 2])
def test_bytes_of_no_protocol_are_no_frames(heard: bytes) -> None:
    assert judged(heard).state == "no-frames"
    assert judged(heard).clear is None


def test_frames_that_fail_their_check_are_told_with_their_protocol() -> None:
    verdict = judged(WRONG_CHECK * 5)
    assert (verdict.state, verdict.failing, verdict.clear) == ("bad-frames", ("yaohua",), None)


def test_a_few_good_frames_among_many_bad_ones_are_not_believed() -> None:
    verdict = judged((WRONG_CHECK * 3 + KG_1560) * 3)
    assert (verdict.state, verdict.clear) == ("bad-frames", None)


def test_a_bad_frame_now_and_then_hides_nothing() -> None:
    verdict = judged((KG_1560 * 4 + WRONG_CHECK) * 3)
    assert named(verdict) == "yaohua"
    assert 0.75 < verdict.candidates[0].share < 0.9


@pytest.mark.parametrize("frames", range(ENOUGH_FRAMES))
def test_too_few_frames_name_nothing(frames: int) -> None:
    assert judged(KG_1560 * frames).clear is None


def test_two_protocols_that_explain_the_bytes_alike_are_both_said() -> None:
    verdict = judged(b"".join(SAMPLES["yaohua"] + SAMPLES["mt-sics"]) * 5)
    assert verdict.clear is None
    assert {one.protocol for one in verdict.candidates} == {"yaohua", "mt-sics"}


def test_only_the_protocols_in_question_are_tried() -> None:
    verdict = judge(KG_1560 * 5, FormatOptions(), quiet=True, protocols=("mt-sics",))
    assert verdict.state == "no-frames"


@given(st.binary(max_size=300))
def test_any_bytes_give_a_verdict(heard: bytes) -> None:
    verdict = judged(heard, quiet=True)
    assert all(0 <= one.share <= 1 and 0 <= one.sure <= 1 for one in verdict.candidates)
    assert verdict.heard == len(heard)


@given(st.binary(max_size=60))
def test_stripping_a_parity_gives_the_seven_bits_back(sent: bytes) -> None:
    seven = strip_parity(sent)
    assert strip_parity(even(seven)) == seven
