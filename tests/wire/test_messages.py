from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.errors import FrameError
from edge.values import Command, Expected
from edge.wire.messages import MAX_BYTES, command_id, encode_json, parse_command, parse_expected

ORDER = {"id": "order-1", "boot_id": "boot-1", "action": "open", "expires_at": "2031-05-06T07:08:09.123Z"}
EXPIRES = datetime(2031, 5, 6, 7, 8, 9, 123000, tzinfo=UTC)


def parsed(payload: bytes) -> Command:
    return parse_command(payload, retained=False, reply_to=None, correlation=None)


def order(**changes: object) -> bytes:
    return json.dumps({**ORDER, **changes}).encode()


def test_a_command_with_what_is_needed_is_taken() -> None:
    assert parsed(order()) == Command("order-1", "boot-1", "open", EXPIRES)


def test_a_whole_command_keeps_all_of_its_parts() -> None:
    payload = order(action="decide", passage_id="p1", outcome="refuse", operator="Nguyễn Thị Đào", reason="海关")
    command = parse_command(payload, retained=True, reply_to="centre/answers", correlation=b"\x00\x01")
    assert command == Command(
        "order-1",
        "boot-1",
        "decide",
        EXPIRES,
        passage_id="p1",
        outcome="refuse",
        operator="Nguyễn Thị Đào",
        reason="海关",
        retained=True,
        reply_to="centre/answers",
        correlation=b"\x00\x01",
    )


@pytest.mark.parametrize("action", ["open", "close", "stop", "hold", "release", "decide"])
def test_each_action_of_the_contract_is_known(action: str) -> None:
    assert parsed(order(action=action)).action == action


def test_a_time_of_another_zone_is_turned_into_utc() -> None:
    command = parsed(order(expires_at="2031-05-06T14:08:09.123+07:00"))
    assert command.expires_at == EXPIRES
    assert command.expires_at.tzinfo is UTC


def test_keys_of_a_newer_centre_are_let_pass() -> None:
    assert parsed(order(priority=7, nested={"a": [1]})) == parsed(order())


@pytest.mark.parametrize("key", ORDER)
def test_a_command_without_a_needed_key_is_refused_by_its_name(key: str) -> None:
    payload = json.dumps({name: value for name, value in ORDER.items() if name != key}).encode()
    with pytest.raises(FrameError, match=f"malformed command: {key}: Field required"):
        parsed(payload)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("id", 7),
        ("id", ""),
        ("id", None),
        ("id", "x" * 129),
        ("boot_id", 7),
        ("boot_id", "x" * 129),
        ("action", "explode"),
        ("action", "Open"),
        ("action", 1),
        ("action", ["open"]),
        ("expires_at", "soon"),
        ("expires_at", ""),
        ("expires_at", 1_900_000_000),
        ("expires_at", "1900000000"),
        ("expires_at", "2031-05-06T07:08:09"),
        ("expires_at", "2031-05-06"),
        ("expires_at", None),
        ("passage_id", 7),
        ("outcome", "opens"),
        ("outcome", "open\n"),
        ("outcome", True),
        ("operator", "x" * 201),
        ("reason", {"why": "because"}),
    ],
)
def test_a_wrong_value_is_refused_by_its_key(key: str, wrong: object) -> None:
    with pytest.raises(FrameError, match=f"malformed command: {key}"):
        parsed(order(**{key: wrong}))


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+10:00"])
def test_a_time_that_has_no_utc_is_refused(time: str) -> None:
    with pytest.raises(FrameError, match="UTC"):
        parsed(order(expires_at=time))
    with pytest.raises(FrameError, match="UTC"):
        parse_expected(json.dumps([{"plate": "24C12345", "valid_until": time}]).encode())


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b'"open"',
        b"7",
        b"open",
        b"{",
        order() + b"x",
        b"\xff\xfe\x00",
        order(id="\xff").replace(b"\\u00ff", b"\xff"),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        order().replace(b'"order-1"', b"9" * 10_000),
        order(reason="\ud800"),
    ],
)
def test_what_is_no_json_object_of_ours_is_refused(payload: bytes) -> None:
    with pytest.raises(FrameError):
        parsed(payload)


def test_a_huge_payload_is_refused_unread() -> None:
    payload = order(reason="x" * MAX_BYTES)
    with pytest.raises(FrameError, match=f"message of {len(payload)} bytes; allowed: at most {MAX_BYTES}"):
        parsed(payload)
    with pytest.raises(FrameError, match="at most"):
        parse_expected(b"[" + b" " * MAX_BYTES + b"]")


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        (order(action="explode"), "order-1"),
        (b'{"id": "a"}', "a"),
        (b'{"id": 7}', None),
        (b'{"id": null}', None),
        (b'["id"]', None),
        (b"not json", None),
        (b"\xff", None),
        (b"[" * 100_000, None),
        (b'{"id": "' + b"x" * 500 + b'"}', "x" * 128),
        (b'{"id": "\\ud800"}', "?"),
    ],
)
def test_the_id_of_a_malformed_command_is_found_where_it_has_one(payload: bytes, found: str | None) -> None:
    assert command_id(payload) == found
    encode_json({"id": command_id(payload)})


def test_the_announced_vehicles_are_read_in_their_order() -> None:
    vehicles = [
        {
            "plate": "24C12345",
            "containers": ["CSQU3054383", "NYKU2938412"],
            "declared_gross_kg": 32000,
            "tolerance_kg": 500,
            "valid_until": "2031-05-06T14:08:09.123+07:00",
        },
        {"plate": "云G12345", "note": "of a newer centre"},
        {},
    ]
    listed, faults = parse_expected(json.dumps(vehicles).encode())
    assert faults == ()
    assert listed == (
        Expected("24C12345", ("CSQU3054383", "NYKU2938412"), 32000, 500, EXPIRES),
        Expected("云G12345", (), None, None, None),
        Expected(None, (), None, None, None),
    )


def test_an_announcement_may_have_an_id_a_trailer_and_a_first_moment() -> None:
    vehicle = {"id": "customs-7", "trailer_plate": "24R01234", "valid_from": "2031-05-06T07:08:09.123Z"}
    listed, _ = parse_expected(json.dumps([vehicle]).encode())
    assert listed == (
        Expected(None, (), None, None, None, id="customs-7", trailer_plate="24R01234", valid_from=EXPIRES),
    )


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"plate": 5}, "1.plate: Input should be a valid string"),
        ({"tolerance_kg": -1}, "1.tolerance_kg: Input should be greater than or equal to 0"),
        ({"id": ""}, "1.id: "),
        ({"valid_until": "9999-12-31T23:59:59-10:00"}, "1: 9999-12-31T23:59:59-10:00 has no UTC"),
        ("24C12345", "1: Input should be an object"),
    ],
)
def test_one_malformed_entry_is_left_out_and_named_and_the_others_stay(entry: object, fault: str) -> None:
    listed, faults = parse_expected(json.dumps([{"plate": "24C12345"}, entry, {"plate": "51D98765"}]).encode())
    assert [one.plate for one in listed] == ["24C12345", "51D98765"]
    assert len(faults) == 1
    assert faults[0].startswith(fault)


@pytest.mark.parametrize("payload", [b"", b"[]", b" [ ] "])
def test_an_empty_list_announces_nobody(payload: bytes) -> None:
    assert parse_expected(payload) == ((), ())


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        (b'{"plate": "24C12345"}', "-"),
        (b'[{"plate": 5}]', "0.plate"),
        (b'[{"plate": 7}, {"containers": "CSQU3054383"}]', "0.plate"),
        (b'[{"containers": [7]}]', "0.containers.0"),
        (b'[{"declared_gross_kg": "32000"}]', "0.declared_gross_kg"),
        (b'[{"declared_gross_kg": 1.5}]', "0.declared_gross_kg"),
        (b'[{"valid_until": "2031-05-06T07:08:09"}]', "0.valid_until"),
        (b"[7]", "0"),
        (b"nobody", "-"),
        (b"\xff", "-"),
        (b"[" * 100_000, "-"),
    ],
)
def test_a_list_without_one_usable_entry_is_refused_by_the_place_of_its_fault(payload: bytes, place: str) -> None:
    with pytest.raises(FrameError, match=f"malformed list of expected vehicles: {place}: "):
        parse_expected(payload)


@given(st.binary(max_size=300))
@example(b'{"id":"a","boot_id":"b","action":"open","expires_at":"2031-05-06T07:08:09Z"}')
def test_any_bytes_give_a_value_or_our_own_error(payload: bytes) -> None:
    command_id(payload)
    for parse in (parsed, parse_expected):
        with suppress(FrameError):
            parse(payload)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*ORDER, "outcome", "passage_id", "operator", "reason"]), values)
def test_any_json_in_any_place_gives_a_value_or_our_own_error(key: str, value: object) -> None:
    with suppress(FrameError):
        parsed(order(**{key: value}))


def test_json_is_compact_keeps_its_order_and_writes_utf_8() -> None:
    assert encode_json({"b": "云G12345", "a": [1, None]}) == '{"b":"云G12345","a":[1,null]}'.encode()


def test_json_never_holds_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        encode_json({"kg": float("nan")})
