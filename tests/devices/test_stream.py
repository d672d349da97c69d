from __future__ import annotations

from edge.devices.stream import PAUSES_S, Stream


def sent(stream: Stream, *numbers: int) -> Stream:
    stream.in_flight.update(numbers)
    return stream


def test_without_an_order_the_first_one_goes_alone_and_its_acceptance_opens_the_window() -> None:
    stream = Stream(keeps_order=False)
    assert stream.room(0.0, 20) == 1
    sent(stream, 1)
    assert stream.room(0.0, 20) == 0
    stream.accept(1)
    assert stream.room(0.0, 19) == 19


def test_in_order_one_is_in_flight_at_most() -> None:
    stream = sent(Stream(), 1)
    stream.accept(1)
    assert stream.room(0.0, 20) == 1
    assert sent(stream, 2).room(0.0, 20) == 0


def test_it_goes_on_behind_the_last_one_in_flight() -> None:
    assert Stream().last() == 0
    assert sent(Stream(), 7, 5, 9).last() == 9


def test_a_refused_one_holds_up_all_behind_it_until_it_is_accepted() -> None:
    stream = sent(Stream(is_open=True), 5)
    stream.refuse(5, now_s=100.0, jitter=1.0)
    assert stream.room(100.0 + PAUSES_S[0] - 0.1, 20) == 0
    assert (stream.room(1000.0, 20), stream.last()) == (1, 0), "the refused one again"
    sent(stream, 5).accept(5)
    assert stream.room(1000.0, 20) == 1


def test_the_pauses_grow_to_a_bound_and_begin_anew_after_an_acceptance() -> None:
    stream = Stream()
    pauses = []
    for _ in range(len(PAUSES_S) + 2):
        sent(stream, 1).refuse(1, now_s=0.0, jitter=1.0)
        pauses.append(stream.until_s)
    assert pauses == [*PAUSES_S, PAUSES_S[-1], PAUSES_S[-1]]
    sent(stream, 1).accept(1)
    sent(stream, 2).refuse(2, now_s=0.0, jitter=1.0)
    assert stream.until_s == PAUSES_S[0]


def test_one_accepted_picture_lets_the_others_go_on_beside_a_refused_one() -> None:
    stream = sent(Stream(keeps_order=False, is_open=True), 5, 6)
    stream.refuse(5, now_s=0.0, jitter=1.0)
    stream.accept(6)
    assert stream.room(0.0, 20) == 20
    assert stream.refused == {5}
