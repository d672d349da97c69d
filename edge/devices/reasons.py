"""The broker's reason codes (MQTT 5, section 2.4) -> the lane's faults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

NOT_AUTHORISED = 0x87
SESSION_TAKEN_OVER = 0x8E
TOPIC_NAME_INVALID = 0x90
PACKET_TOO_LARGE = 0x95
FAILURES = 0x80  # this code and higher ones
UNSAID = (0x00, 0x80)  # where no DISCONNECT came, paho makes up the second


@dataclass(frozen=True, slots=True)
class Reason:
    """A fault's code in `edge.faults.broker`, its particulars, and the least seconds until the next connection."""

    code: str
    words: str
    pause_s: float = 0.0


_CONNACK: Mapping[int, tuple[str, float]] = {
    0x84: ("protocol", 10.0),
    0x85: ("unauthorised", 10.0),
    0x86: ("unauthorised", 0.0),
    NOT_AUTHORISED: ("unauthorised", 0.0),
    0x88: ("unavailable", 5.0),
    0x89: ("busy", 10.0),
    0x8A: ("banned", 60.0),
    0x97: ("quota", 30.0),
    0x9F: ("busy", 20.0),
}
_DISCONNECT: Mapping[int, tuple[str, float]] = {
    SESSION_TAKEN_OVER: ("taken-over", 30.0),
    0x87: ("unauthorised", 10.0),
    0x89: ("busy", 10.0),
    0x93: ("lost", 5.0),
    PACKET_TOO_LARGE: ("too-large", 0.0),
    0x96: ("busy", 10.0),
    0x97: ("quota", 10.0),
    0x98: ("lost", 10.0),
}


def of_connack(code: int) -> Reason:
    """Why the broker did not let the lane in."""
    fault, pause_s = _CONNACK.get(code, ("refused", 0.0))
    return Reason(fault, named(code, PacketTypes.CONNACK), pause_s)


def of_disconnect(code: int, client_id: str) -> Reason:
    """Why a connection ended."""
    if code in UNSAID:
        return Reason("lost", "")
    fault, pause_s = _DISCONNECT.get(code, ("lost", 0.0))
    name = named(code, PacketTypes.DISCONNECT)
    return Reason(fault, f"client id {client_id} ({name})" if code == SESSION_TAKEN_OVER else name, pause_s)


def of_silence(trouble: str) -> Reason:
    """Hung up on before a word was said; `trouble` is what the socket said.

    Since TLS 1.3 a certificate that the broker does not like shows only here.
    """
    alert = re.search(r"alert ([a-z ]+)", trouble)
    if alert is None:
        return Reason("silent", "ends the connection unheard")
    return Reason("tls", f"refuses the lane's certificate ({alert[1].strip()})")


def of_puback(code: int, what: str) -> str:
    """What was not taken, and why."""
    return f"{what} ({named(code, PacketTypes.PUBACK)}); it is sent again"


def named(code: int, packet: int) -> str:
    """The standard's name of a reason code, with its number."""
    for kind in (packet, PacketTypes.DISCONNECT):
        try:
            return f"{ReasonCode(kind, identifier=code)}, 0x{code:02X}"
        except (KeyError, ValueError, AssertionError):
            continue
    return f"0x{code:02X}"


def allow_every_failure_in_puback() -> None:
    """paho ends a connection over a PUBACK whose code the standard lists for other packets only.

    Mosquitto's message_size_limit answers so (0x95). A failure is a refusal, whatever its number.
    """
    for code, names in ReasonCode.names.items():
        for packets in names.values():
            if code >= FAILURES and PacketTypes.PUBACK not in packets:
                packets.append(PacketTypes.PUBACK)


def of_quarrel(client_id: str) -> Reason:
    """A broker that hangs up again and again without a word, soon after it took the lane in."""
    return Reason("hung-up", f"client id {client_id}")
