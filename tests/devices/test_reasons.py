from __future__ import annotations

import pytest
from paho.mqtt.packettypes import PacketTypes

from edge.devices.reasons import Reason, named, of_connack, of_disconnect, of_puback, of_silence
from edge.faults.listed import entry_of


def test_a_code_has_the_name_of_the_standard_and_its_number() -> None:
    assert named(0x87, PacketTypes.PUBACK) == "Not authorized, 0x87"
    assert named(0x95, PacketTypes.PUBACK) == "Packet too large, 0x95"
    assert named(0x8E, PacketTypes.DISCONNECT) == "Session taken over, 0x8E"
    assert named(0xFE, PacketTypes.PUBACK) == "0xFE"


@pytest.mark.parametrize("code", range(0x80, 0x100))
def test_every_code_whatever_is_told_by_its_number_and_is_a_fault_of_the_list(code: int) -> None:
    number = f"0x{code:02X}"
    assert number in of_connack(code).words
    assert entry_of("broker", of_connack(code).code)
    assert entry_of("broker", of_disconnect(code, "lane-01").code)
    assert number in of_puback(code, "gate/v1/x/y/passage")
    assert code == 0x80 or number in of_disconnect(code, "lane-01").words


@pytest.mark.parametrize("code", [0x00, 0x80])
def test_an_end_without_a_reason_is_a_lost_connection(code: int) -> None:
    assert of_disconnect(code, "lane-01") == Reason("lost", "")


def test_a_session_taken_over_names_the_client_id_and_asks_for_a_long_pause() -> None:
    reason = of_disconnect(0x8E, "lane-01")
    assert (reason.code, reason.words) == ("taken-over", "client id lane-01 (Session taken over, 0x8E)")
    assert reason.pause_s >= 30


def test_a_certificate_that_the_broker_does_not_like_is_told_from_silence() -> None:
    trouble = "failed to receive on socket: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required"
    assert of_silence(trouble).code == "tls"
    assert "certificate required" in of_silence(trouble).words
    assert of_silence("").code == "silent"
