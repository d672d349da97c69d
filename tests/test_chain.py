from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.chain import Break, Link, backwards, first_break, in_order, link_of, pictures_of, read_record
from edge.errors import FrameError
from edge.wire.messages import encode_json

DOCUMENTED = (
    b'{"schema":"lanegate/passage/1","passage_id":"01945b6e-9d80-7000-8000-000000000001","seq":1,"site":"kim-thanh",'
    b'"lane":"lane-01","arrived_at":"2026-03-01T06:00:00.000Z","ended_at":"2026-03-01T06:01:00.000Z","images":[],'
    b'"previous_sha256":null}',
    b'{"schema":"lanegate/passage/1","passage_id":"01945b6e-9d80-7000-8000-000000000002","seq":2,"site":"kim-thanh",'
    b'"lane":"lane-01","arrived_at":"2026-03-01T06:02:00.000Z","ended_at":"2026-03-01T06:03:00.000Z","images":[],'
    b'"previous_sha256":"76bc7db8c702075aaf4d942716efb496b6753b79b866a3065f455ee95f044221"}',
)
"""Written down by hand; the hash is what `sha256sum` says of the first line without its end."""


def record(seq: int, **changes: Any) -> dict[str, Any]:
    return {
        "schema": "lanegate/passage/1",
        "passage_id": f"01945b6e-9d80-7000-8000-{seq:012x}",
        "seq": seq,
        "site": "kim-thanh",
        "lane": "lane-01",
        "arrived_at": f"2026-03-01T{seq % 24:02}:00:00.000Z",
        "decided_at": None,
        "ended_at": f"2026-03-01T{seq % 24:02}:01:00.000Z",
        "plate": {"text": "云G12345"},
        "images": [],
        **changes,
    }


def chain(*records: dict[str, Any], previous: str | None = None) -> list[bytes]:
    """Each with the hash of the one before it, as the lane does it."""
    lines: list[bytes] = []
    for one in records:
        lines.append(encode_json({**one, "previous_sha256": previous}))
        previous = hashlib.sha256(lines[-1]).hexdigest()
    return lines


def links(lines: Sequence[bytes]) -> list[Link]:
    return [link_of(line, read_record(line), place) for place, line in enumerate(lines, 1)]


def broken(lines: Sequence[bytes], head: str | None = None) -> Break | None:
    return first_break(in_order(links(lines)), head)


def broken_at(lines: Sequence[bytes], head: str | None = None) -> Break:
    found = broken(lines, head)
    assert found is not None, "taken for a whole chain"
    return found


FIVE = chain(*(record(seq) for seq in range(1, 6)))


def test_the_documented_chain_is_whole() -> None:
    assert broken(DOCUMENTED) is None


def test_a_whole_chain_is_whole_wherever_it_begins() -> None:
    assert broken(FIVE) is None
    assert broken(FIVE[2:]) is None
    assert broken(FIVE[:1]) is None
    assert broken([]) is None


def test_repeats_and_the_order_in_which_records_came_do_not_matter() -> None:
    came = [*FIVE[1:3], *FIVE[:3], FIVE[4], FIVE[3], FIVE[4]]
    assert broken(came) is None
    assert [one.seq for one in in_order(links(came))] == [1, 2, 3, 4, 5]


def test_a_changed_record_is_named_with_the_hash_that_the_next_one_has_of_it() -> None:
    changed = FIVE[2].replace(b"G12345", b"G12346")
    found = broken_at([*FIVE[:2], changed, *FIVE[3:]])
    assert (found.place, found.seq, found.passage_id) == (3, 3, "01945b6e-9d80-7000-8000-000000000003")
    assert found.expected == hashlib.sha256(FIVE[2]).hexdigest()
    assert found.found == hashlib.sha256(changed).hexdigest()
    assert "was changed, or seq 4 was" in found.wrong


def test_only_the_first_of_several_broken_links_is_named() -> None:
    changed = [line.replace(b"G12345", b"G99999") for line in FIVE[1:4]]
    assert broken_at([FIVE[0], *changed, FIVE[4]]).seq == 2


def test_a_missing_record_is_named() -> None:
    found = broken_at([*FIVE[:2], *FIVE[3:]])
    assert (found.seq, found.expected, found.found) == (4, "3", "4")
    assert found.wrong == "does not follow seq 2: records are missing"


def test_a_passage_with_two_records_is_named() -> None:
    other = FIVE[2].replace(b"G12345", b"G54321")
    found = broken_at([*FIVE, other])
    assert (found.place, found.seq) == (6, 3)
    assert found.wrong == "is another record than line 3 has for this passage"
    assert found.expected == hashlib.sha256(FIVE[2]).hexdigest()


def test_two_passages_with_one_seq_are_named() -> None:
    found = broken_at([*FIVE[:3], *chain(record(3, passage_id="another"))])
    assert "has the seq of line 3, which is another passage" in found.wrong


def test_a_record_of_another_lane_is_named() -> None:
    head = hashlib.sha256(FIVE[-1]).hexdigest()
    found = broken_at([*FIVE, *chain(record(6, lane="lane-02"), previous=head)])
    assert (found.seq, found.expected, found.found) == (6, "kim-thanh/lane-01", "kim-thanh/lane-02")


def test_the_first_record_of_all_follows_none_and_a_later_one_follows_one() -> None:
    assert broken_at(chain(record(1), previous="ab" * 32)).expected == "null"
    assert broken_at(chain(record(7))).expected == "a SHA-256"


def test_the_last_record_is_proved_by_the_hash_that_somebody_else_has() -> None:
    head = hashlib.sha256(FIVE[-1]).hexdigest()
    changed = [*FIVE[:-1], FIVE[-1].replace(b"G12345", b"G12346")]
    assert broken(FIVE, head) is None
    assert broken(changed) is None
    found = broken_at(changed, head)
    assert (found.seq, found.expected) == (5, head)


@given(place=st.integers(0, 3), where=st.integers(0), byte=st.integers(0, 255))
@example(place=0, where=len(FIVE[0]) - 1, byte=0x20)
def test_any_other_byte_in_any_record_but_the_last_is_found(place: int, where: int, byte: int) -> None:
    line = bytearray(FIVE[place])
    where %= len(line)
    if line[where] == byte:
        byte ^= 1
    line[where] = byte
    lines = [*FIVE[:place], bytes(line), *FIVE[place + 1 :]]
    try:
        found = broken(lines)
    except FrameError:
        return
    assert found is not None, f"byte {where} of record {place + 1} was changed to {byte:#04x}"


@given(place=st.integers(0, 3), cut=st.integers(0), more=st.binary(max_size=3))
def test_bytes_taken_out_or_put_in_are_found(place: int, cut: int, more: bytes) -> None:
    line = FIVE[place]
    cut %= len(line)
    changed = line[:cut] + more + line[cut + 1 :]
    if changed == line:
        return
    try:
        assert broken([*FIVE[:place], changed, *FIVE[place + 1 :]]) is not None
    except FrameError:
        return


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seq": 0}, "has no seq that counts from 1"),
        ({"seq": True}, "has no seq that counts from 1"),
        ({"seq": "1"}, "has no seq that counts from 1"),
        ({"previous_sha256": "AB" * 32}, "has no SHA-256 as previous_sha256"),
        ({"previous_sha256": 5}, "has no SHA-256 as previous_sha256"),
        ({"passage_id": None}, "has no passage_id that is plain text"),
        ({"passage_id": ""}, "has no passage_id that is plain text"),
        ({"passage_id": "\x1b[2J"}, "has no passage_id that is plain text"),
        ({"passage_id": "\ud800"}, "has no passage_id that is plain text"),
        ({"lane": 1}, "has no lane that is plain text"),
        ({"arrived_at": None}, "has no arrived_at that is plain text"),
        ({"ended_at": "soon"}, "has no ended_at that is a time"),
        ({"ended_at": "2026-03-01T06:00:00"}, "has a ended_at without an offset from UTC"),
        ({"ended_at": "0001-01-01T00:00:00+09:00"}, "has no ended_at that is a time"),
    ],
)
def test_a_record_that_is_none_is_refused_with_what_is_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FrameError, match=message):
        link_of(b"", record(1, previous_sha256=None) | changes, 1)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"5", b"\xff", b"[" * 100_000, b"1" * 5000, b"null"])
def test_a_line_that_is_no_json_object_is_refused(line: bytes) -> None:
    with pytest.raises(FrameError):
        read_record(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(changes=st.dictionaries(st.sampled_from(sorted(record(1, previous_sha256=None))), JSON))
def test_any_json_in_any_place_gives_a_link_or_our_error(changes: dict[str, Any]) -> None:
    line = json.dumps(record(1, previous_sha256=None) | changes).encode()
    try:
        document = read_record(line)
        link_of(line, document, 1)
        pictures_of(document)
    except FrameError:
        return


def test_pictures_are_listed_with_their_hashes() -> None:
    images = [{"name": "front.jpg", "sha256": "ab", "width": 1}, {"name": "front-marked.jpg", "sha256": "cd"}]
    assert pictures_of({"images": images}) == [("front.jpg", "ab"), ("front-marked.jpg", "cd")]


@pytest.mark.parametrize("images", [None, {}, [1], [{"name": "front.jpg"}], [{"name": 1, "sha256": "ab"}]])
def test_a_list_of_pictures_that_is_none_is_refused(images: Any) -> None:
    with pytest.raises(FrameError):
        pictures_of({"images": images})


EARLY = {"arrived_at": "2026-02-01T00:00:00.000Z", "ended_at": "2026-02-01T00:01:00.000Z"}


def test_a_record_that_ended_before_the_one_before_it_is_told_and_breaks_nothing() -> None:
    lines = chain(record(1), record(2), record(3, **EARLY), record(4))
    assert broken(lines) is None
    assert [one.seq for one in backwards(in_order(links(lines)))] == [3]


@pytest.mark.parametrize("key", ["arrived_at", "decided_at", "ended_at"])
def test_a_record_whose_own_times_run_backwards_is_named(key: str) -> None:
    later = "2020-01-01T00:00:00.000Z" if key == "ended_at" else "2027-01-01T00:00:00.000Z"
    found = broken_at(chain(record(1), record(2, **{key: later}), record(3)))
    assert (found.seq, found.wrong) == (2, "has times that run backwards")


def test_a_lane_that_says_itself_that_its_clock_was_not_kept_is_excused() -> None:
    lines = chain(
        record(1),
        record(2, **EARLY, unsynchronised=True),
        record(3, decided_at="2027-01-01T00:00:00.000Z", unsynchronised=True),
        record(4),
    )
    assert broken(lines) is None
    assert backwards(in_order(links(lines))) == []
