from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import serial

from edge.errors import DeviceError
from edge.sim.display import Display
from edge.sim.frames_yaohua import encode_continuous
from edge.sim.indicator import (
    ENCODERS,
    QUESTIONS,
    Dirt,
    DirtyLine,
    Manner,
    Shown,
    SimulatedIndicator,
    rocking,
)
from edge.sim.terminal import PseudoTerminal
from tests.waiting import until


def encode_yaohua(gross_kg: float) -> bytes:
    return encode_continuous(Display(gross_kg))


FRAME = encode_yaohua(1560)


@pytest.fixture
def indicator() -> Iterator[SimulatedIndicator]:
    weights = itertools.chain([0.0, 20.4], itertools.repeat(32460.0))
    simulated = SimulatedIndicator(lambda: next(weights))
    yield simulated
    simulated.close()


def test_a_driver_reads_frames_of_the_weight_of_the_moment(indicator: SimulatedIndicator) -> None:
    with serial.Serial(indicator.port, 9600, timeout=30) as port:
        indicator.start()
        read = port.read(4 * 12)
    assert read == encode_yaohua(0) + encode_yaohua(20) + encode_yaohua(32460) * 2


def test_a_driver_may_go_and_come_back(indicator: SimulatedIndicator) -> None:
    indicator.start()
    for _ in range(3):
        with serial.Serial(indicator.port, 9600, timeout=30, exclusive=True) as port:
            # what was sent before the speed was set is rubbish
            assert port.read_until(encode_yaohua(32460)).endswith(encode_yaohua(32460))


def test_what_nobody_reads_is_lost_and_never_blocks() -> None:
    terminal = PseudoTerminal()
    try:
        for _ in range(3000):
            terminal.send(FRAME)
        terminal.send(b"last")
        with serial.Serial(terminal.port, 9600, timeout=0.5) as port:
            terminal.send(FRAME)
            assert until(lambda: port.read(12)) == FRAME
            assert port.read(1) == b""
    finally:
        terminal.close()


def test_the_backlog_of_an_open_port_nobody_reads_stays_small_and_the_next_frame_arrives() -> None:
    terminal = PseudoTerminal()
    try:
        with serial.Serial(terminal.port, 9600, timeout=0.5) as port:
            for number in range(2000):
                terminal.send(encode_yaohua(number))
            backlog = port.read(100_000)
            # which frames of the flood are left is up to the kernel: it hands them over in its own time
            terminal.send(encode_yaohua(1999))
            following = until(lambda: port.read(12))
        assert len(backlog) < 12_000  # of 24,000
        assert following == encode_yaohua(1999)
    finally:
        terminal.close()


def test_an_indicator_that_was_never_started_can_be_closed() -> None:
    SimulatedIndicator(lambda: 0.0).close()


def test_the_port_is_gone_after_close(indicator: SimulatedIndicator) -> None:
    gone = SimulatedIndicator(lambda: 0.0)
    gone.start()
    gone.close()
    with pytest.raises(serial.SerialException):
        serial.Serial(gone.port, 9600)


def test_a_clean_line_carries_frames_untouched() -> None:
    line = DirtyLine(Dirt())
    assert [line.carry(FRAME) for _ in range(50)] == [(FRAME,)] * 50


def test_a_losing_line_loses_about_as_many_frames_as_it_says() -> None:
    line = DirtyLine(Dirt(drop=0.3, seed=1))
    arrived = [line.carry(FRAME) for _ in range(1000)]
    assert set(arrived) == {(), (FRAME,)}
    assert 200 < arrived.count(()) < 400


def test_a_garbling_line_flips_one_bit() -> None:
    line = DirtyLine(Dirt(garble=1.0, seed=1))
    for _ in range(100):
        (spoilt,) = line.carry(FRAME)
        flipped = [(one ^ other).bit_count() for one, other in zip(spoilt, FRAME, strict=True)]
        assert sum(flipped) == 1


def test_a_splitting_line_delivers_all_bytes_in_two_parts() -> None:
    line = DirtyLine(Dirt(split=1.0, seed=1))
    for _ in range(100):
        parts = line.carry(FRAME)
        assert len(parts) == 2
        assert all(parts)
        assert b"".join(parts) == FRAME


def test_the_same_seed_spoils_the_same_frames() -> None:
    one, other = (DirtyLine(Dirt(0.2, 0.3, 0.4, seed=9)) for _ in range(2))
    assert [one.carry(FRAME) for _ in range(200)] == [other.carry(FRAME) for _ in range(200)]


def test_dirt_reaches_the_driver() -> None:
    indicator = SimulatedIndicator(lambda: 1560.0, Dirt(garble=1.0, seed=3))
    try:
        with serial.Serial(indicator.port, 9600, timeout=30) as port:
            indicator.start()
            assert port.read(12) == DirtyLine(Dirt(garble=1.0, seed=3)).carry(FRAME)[0] != FRAME
    finally:
        indicator.close()


def test_a_machine_without_pseudo_terminals_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> tuple[int, int]:
        raise OSError(28, "out of pty devices")

    monkeypatch.setattr("os.openpty", refuse)
    with pytest.raises(DeviceError, match="out of pty devices"):
        PseudoTerminal()


@pytest.mark.parametrize("protocol", QUESTIONS)
def test_a_polled_indicator_speaks_when_it_is_asked_and_only_then(protocol: str) -> None:
    indicator = SimulatedIndicator(lambda: 1560.0, manner=Manner(protocol))
    try:
        with serial.Serial(indicator.port, 9600, timeout=0.3) as port:
            indicator.start()
            assert port.read(1) == b""
            answer = ENCODERS[protocol](Display(1560))
            for _ in range(2):
                port.write(QUESTIONS[protocol])
                assert until(lambda: port.read(len(answer))) == answer
            assert port.read(1) == b""
            port.baudrate = 4800
            port.write(QUESTIONS[protocol])
            assert port.read(1) == b""
    finally:
        indicator.close()


def test_a_driver_at_another_speed_hears_something_else() -> None:
    indicator = SimulatedIndicator(lambda: 1560.0, manner=Manner(baud=1200))
    try:
        with serial.Serial(indicator.port, 9600, timeout=30) as port:
            indicator.start()
            assert FRAME not in port.read(100)
            port.baudrate = 1200
            until(lambda: FRAME in port.read(60))
    finally:
        indicator.close()


def test_a_truck_rocks_and_comes_to_rest() -> None:
    elapsed = itertools.count()
    weight = rocking(32_460, 20, lambda: next(elapsed) / 10)
    seen = [weight() for _ in range(300)]
    assert max(seen[:20]) > 32_460 > min(seen[:20])
    assert set(seen[-50:]) == {32_460}
    assert all(one % 20 == 0 for one in seen)
    moving = seen[: max(number for number, one in enumerate(seen) if one != 32_460)]
    assert any(one == following != 32_460 for one, following in itertools.pairwise(moving)), "no still turning point"


def test_a_display_is_still_once_it_has_not_moved_for_half_a_second() -> None:
    weights = itertools.chain([0.0] * 3, itertools.repeat(20.0))
    shown = Shown(lambda: next(weights), Display(0))
    assert [shown.display().stable for _ in range(9)] == [True] * 3 + [False] * 4 + [True] * 2


def test_noise_stands_before_the_frame() -> None:
    line = DirtyLine(Dirt(noise=1.0, seed=1))
    for _ in range(50):
        (spoilt,) = line.carry(FRAME)
        assert spoilt.endswith(FRAME)
        assert len(spoilt) > len(FRAME)


def test_nothing_is_sent_where_a_protocol_has_no_frame_for_it() -> None:
    indicator = SimulatedIndicator(lambda: 0.0, manner=Manner("yaohua", display=Display(0, overload=True)))
    try:
        with serial.Serial(indicator.port, 9600, timeout=0.4) as port:
            indicator.start()
            assert port.read(1) == b""
    finally:
        indicator.close()
