"""The broker's reason codes (MQTT 5, section 2.4) in words for a technician: what it means here, and what to check."""

from __future__ import annotations

import re
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
    """A fault's short code and words, and the seconds to wait at least before the next connection."""

    code: str
    words: str
    pause_s: float = 0.0


_CONNACK = {
    0x84: Reason("protocol", "it speaks no MQTT 5: it must be Mosquitto 1.6 or newer, or another MQTT 5 broker", 10.0),
    0x85: Reason("unauthorised", "it does not like the client id: check lane.id and the broker's rules for it", 10.0),
    0x86: Reason("unauthorised", "check username and password"),
    NOT_AUTHORISED: Reason(
        "unauthorised", "check username and password, the lane's certificate and its right to enter"
    ),
    0x88: Reason("unavailable", "it is up but not ready; ask who runs it if it stays so", 5.0),
    0x89: Reason("busy", "it has too much to do; the lane tries again", 10.0),
    0x8A: Reason("banned", "it has banned this lane: ask who runs it", 60.0),
    0x97: Reason("quota", "a quota is used up, perhaps that of connections: ask who runs it", 30.0),
    0x9F: Reason("busy", "too many connect at once; the lane waits its turn", 20.0),
}
_DISCONNECT = {
    SESSION_TAKEN_OVER: Reason(
        "taken-over",
        "another connection uses the client id {client_id}: is a second daemon running, or another lane with the same "
        "id?",
        30.0,
    ),
    0x87: Reason("unauthorised", "the broker no longer lets the lane in: check its account, certificate and ACL", 10.0),
    0x89: Reason("busy", "the broker has too much to do; the lane tries again", 10.0),
    0x93: Reason("lost", "the broker counts more messages in flight than it allows", 5.0),
    PACKET_TOO_LARGE: Reason("too-large", "a message was larger than the broker takes: check its max_packet_size"),
    0x96: Reason("busy", "the broker wants fewer messages a second: check its limits", 10.0),
    0x97: Reason("quota", "a quota of the broker's is used up: ask who runs it", 10.0),
    0x98: Reason("lost", "somebody at the broker ended the connection", 10.0),
}


def of_connack(code: int) -> Reason:
    """Why the broker did not let the lane in."""
    known = _CONNACK.get(code, Reason("refused", "ask who runs it"))
    return Reason(known.code, f"({named(code, PacketTypes.CONNACK)}): {known.words}", known.pause_s)


def of_disconnect(code: int, client_id: str) -> Reason:
    """Why a connection ended."""
    if code in UNSAID:
        return Reason("lost", "the connection to the broker was lost")
    name = named(code, PacketTypes.DISCONNECT)
    known = _DISCONNECT.get(code)
    if known is None:
        return Reason("lost", f"the connection to the broker was lost ({name})")
    return Reason(known.code, f"{known.words.format(client_id=client_id)} ({name})", known.pause_s)


def of_silence(trouble: str) -> Reason:
    """Hung up on before a word was said; `trouble` is what the socket said.

    Since TLS 1.3 a certificate that the broker does not like shows only here.
    """
    alert = re.search(r"alert ([a-z ]+)", trouble)
    if alert is None:
        return Reason("silent", "ends the connection unheard: check host, port and TLS")
    words = f"refuses the lane's certificate ({alert[1].strip()}): check cert_file, its dates and its CA"
    return Reason("tls", words)


def of_puback(code: int, what: str) -> str:
    """Why a message was not taken."""
    advice = {
        NOT_AUTHORISED: "check the broker's ACL",
        0x97: "a quota of the broker's is used up, perhaps its disk's",
        PACKET_TOO_LARGE: "it is larger than the broker takes: check its max_packet_size and message_size_limit",
    }.get(code, "check the broker's log and its limits")
    return f"the broker refuses {what} ({named(code, PacketTypes.PUBACK)}): {advice}; nothing is lost, it is sent again"


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
    return Reason(
        "hung-up",
        f"the broker hangs up again and again without a reason: does another connection use the client id {client_id} "
        "(a second daemon, or another lane with the same id)? its log says why",
    )
