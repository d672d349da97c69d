from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sim.relay_protocols import Order, Serve, Served, serve_lcus, serve_modbus, serve_numato

ON = bytes.fromhex("01 05 00 00 FF 00 8C 3A")
OFF = bytes.fromhex("01 05 00 00 00 00 CD CA")
FLASH = bytes.fromhex("01 05 02 00 00 07 8D B0")
INPUTS = bytes.fromhex("01 02 00 00 00 08 79 CC")


@pytest.mark.parametrize(
    ("received", "orders"), [(ON, (Order(1, True),)), (OFF, (Order(1, False),)), (FLASH, (Order(1, True, 0.7),))]
)
def test_orders_of_the_boards_manual_are_obeyed_and_echoed(received: bytes, orders: tuple[Order, ...]) -> None:
    assert serve_modbus(received, {}) == Served(orders, received, b"")


def test_inputs_are_answered_as_bits() -> None:
    assert serve_modbus(INPUTS, {}).answer == bytes.fromhex("01 02 01 00 A1 88")
    assert serve_modbus(INPUTS, {1: True, 3: True}).answer[:4] == bytes.fromhex("01 02 01 05")


def test_what_the_board_does_not_know_is_refused() -> None:
    coils = bytes.fromhex("01 01 00 00 00 08 3D CC")
    assert serve_modbus(coils, {}).answer[:3] == bytes.fromhex("01 81 01")


def test_a_garbled_order_is_not_obeyed_and_the_next_one_is() -> None:
    garbled = ON[:4] + b"\x00" + ON[5:]
    assert serve_modbus(garbled + b"\x00" + FLASH, {}).orders == (Order(1, True, 0.7),)


def test_a_part_of_a_frame_is_kept() -> None:
    half = serve_modbus(ON + OFF[:5], {})
    assert (half.orders, half.kept) == ((Order(1, True),), OFF[:5])


def test_a_module_of_words_echoes_answers_and_prompts() -> None:
    assert serve_numato(b"relay on A\r", {}) == Served((Order(11, True),), b"relay on A\n\r>", b"")
    assert serve_numato(b"gpio read 2\rrel", {3: True}) == Served((), b"gpio read 2\n\r1\n\r>", b"rel")
    assert serve_numato(b"what\r", {}) == Served((), b"what\n\r>", b"")


@pytest.mark.parametrize("serve", [serve_lcus, serve_modbus, serve_numato])
@given(received=st.binary(max_size=60))
def test_any_bytes_are_served(serve: Serve, received: bytes) -> None:
    served = serve(received, {1: True})
    assert len(served.kept) <= len(received)
