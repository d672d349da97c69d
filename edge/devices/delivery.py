"""What goes out over one connection, in which order, and how much at once.

Order. Each topic as it was put, the topic `passage` so by `seq`: one at a time, the next when the broker has accepted
the one before. Several in flight would be quicker, but a broker that refuses one of them, for a moment, takes a later
one first. A refused topic waits by itself; the others go on. Pictures, each of a topic of its own, have no order.

Priority. The state, then records, events and answers by age; pictures while none of these waits but what is refused, so
that a record waits for no backlog of pictures on a thin line. Of four pictures, three are the newest that wait and one
is the oldest: those of the passage in the lane do not wait behind days of backlog, and a backlog drains even while new
ones keep the line busy.

Bounds. At most `WINDOW` messages and `MOST_BYTES` in flight, less where the broker's Receive Maximum says so or the
line is slow; pictures are read from disk when their turn comes. One that is larger than the broker's Maximum Packet
Size is set aside and told. A broker that acknowledges nothing for `ACK_S`, or one message far too long, is given up.
"""

from __future__ import annotations

import logging
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from edge.devices.limits import Limits
from edge.devices.reasons import FAILURES, NOT_AUTHORISED, PACKET_TOO_LARGE, TOPIC_NAME_INVALID, of_puback
from edge.devices.stream import Stream
from edge.errors import StorageError
from edge.outbox import Message, Outbox
from edge.ports import Clock
from edge.wire.messages import encode_json

log = logging.getLogger(__name__)

ACK_S = 20.0
LONGEST_S = 90.0
REFUSED_PICTURE_S = 120.0
OLDEST_EVERY = 4
STATE = 0  # the state among the numbers of the outbox, which begin at 1
PACKET_OVERHEAD = 16  # bytes at most besides topic, payload and correlation data


class Send(Protocol):
    """Publishes with QoS 1; returns the MQTT packet identifier."""

    def __call__(self, message: Message, payload: bytes | None, *, retain: bool = False) -> int: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """One message in flight."""

    number: int
    message: Message
    bytes: int
    at_s: float


class Delivery:
    """Empties the outbox over one connection; used by one thread."""

    def __init__(self, outbox: Outbox, prefix: str, limits: Limits, send: Send, clock: Clock) -> None:
        self.trouble = ""  # why the broker refuses something now
        self.aside = ""  # the picture that was set aside last
        self._outbox = outbox
        self._prefix = prefix
        self._limits = limits
        self._send_now = send
        self._clock = clock
        self._in_flight: dict[int, Sent] = {}
        self._streams: defaultdict[str, Stream] = defaultdict(Stream)
        self._pictures = Stream(keeps_order=False)
        self._held: dict[int, float] = {}  # a picture's number -> not to be sent again before this second
        self._done: list[Sent] = []  # accepted, and not deleted yet
        self._state_said: Mapping[str, Any] | None = None
        self._turn = 0
        self._heard_s = clock.monotonic_s()

    def fill(self, state: Mapping[str, Any]) -> None:
        """Sends what is due and fits; raises `StorageError`."""
        now_s = self._clock.monotonic_s()
        self._send_state(state, now_s)
        self._send_records(now_s)
        if not self._records_wait():
            self._send_pictures(now_s)

    def acknowledge(self, mid: int, code: int) -> None:
        """The broker's answer to a message: a failure keeps it here."""
        self._heard_s = self._clock.monotonic_s()
        sent = self._in_flight.pop(mid, None)
        if sent is None:
            return
        if code >= FAILURES:
            self._refuse(sent, code)
            return
        self._limits.passed(sent.bytes)
        self._done.append(sent)

    def is_stalled(self) -> bool:
        """Whether the broker owes an acknowledgement for too long."""
        if not self._in_flight:
            return False
        now_s, oldest_s = self._clock.monotonic_s(), min(one.at_s for one in self._in_flight.values())
        return now_s - max(self._heard_s, oldest_s) > ACK_S or now_s - oldest_s > LONGEST_S

    def blame(self, code: str) -> None:
        """The connection is over, for the reason `code`: perhaps for what was in flight."""
        if self._in_flight:
            self._limits.lost()
        pictures = [one for one in self._in_flight.values() if one.message.file]
        if code == "too-large" and pictures:
            self._limits.learned_hard = True
            self._refuse(max(pictures, key=lambda one: one.bytes), PACKET_TOO_LARGE)

    def forget_accepted(self) -> None:
        """Deletes what was accepted; raises `StorageError`: then it is not sent again, nor is it overtaken."""
        numbers = [one.number for one in self._done if one.number != STATE]
        if numbers:
            self._outbox.accepted(*numbers)
        for one in self._done:
            self._stream(one.message).accept(one.number)
        if self._done and not self._is_refused():
            self.trouble = ""
        self._done.clear()

    def _is_refused(self) -> bool:
        return bool(self._pictures.refused) or any(one.refused for one in self._streams.values())

    def _stream(self, message: Message) -> Stream:
        return self._pictures if message.file else self._streams[message.topic]

    def _room(self) -> int:
        return self._limits.messages - len(self._in_flight) - len(self._done)

    def _fits(self, size: int) -> bool:
        """One message fits always, however large."""
        return not self._in_flight or sum(one.bytes for one in self._in_flight.values()) + size <= self._limits.bytes

    def _send_state(self, state: Mapping[str, Any], now_s: float) -> None:
        topic = f"{self._prefix}/state"
        stream = self._streams[topic]
        if (state is not self._state_said or stream.refused) and self._room() > 0 and stream.room(now_s, 1):
            self._send(STATE, Message(topic), encode_json(state), retain=True)
            self._state_said = state

    def _send_records(self, now_s: float) -> None:
        due: list[tuple[int, Message]] = []
        for topic in self._outbox.topics():
            stream = self._streams[topic]
            room = stream.room(now_s, self._room())
            if room > 0:
                due += self._outbox.of_topic(topic, stream.last(), room)
        for number, message in sorted(due, key=lambda one: one[0]):
            payload = message.payload or b""
            if self._room() <= 0 or not self._fits(len(payload)):
                break
            if self._streams[message.topic].room(now_s, 1):  # else the one before it was too large
                self._send(number, message, payload)
        for topic in [one for one, stream in self._streams.items() if stream.is_idle() and not self._is_own(one)]:
            del self._streams[topic]

    def _records_wait(self) -> bool:
        """Whether records or events are left that nobody refuses: on a thin line pictures would stand in their way."""
        left = (topic for topic in self._outbox.topics() if not self._streams[topic].refused)
        return any(self._outbox.of_topic(topic, self._streams[topic].last(), 1) for topic in left)

    def _is_own(self, topic: str) -> bool:
        return topic.startswith(f"{self._prefix}/")

    def _send_pictures(self, now_s: float) -> None:
        for number in [one for one, until_s in self._held.items() if until_s <= now_s]:
            del self._held[number]
            self._pictures.refused.discard(number)
        for _ in range(self._limits.messages):
            if self._room() <= 0 or not self._pictures.room(now_s, self._room()):
                return
            busy = self._pictures.in_flight | self._held.keys()
            found = self._outbox.picture(busy, newest=self._turn % OLDEST_EVERY != OLDEST_EVERY - 1)
            if found is None or not self._send_picture(*found):
                return
            self._turn += 1

    def _send_picture(self, number: int, message: Message) -> bool:
        """Whether there may be room for another one."""
        try:
            path = Path(message.file or "")
            if not self._fits(path.stat().st_size):
                return False
            self._send(number, message, path.read_bytes())
        except FileNotFoundError:
            log.warning("picture %s is gone: not sent", message.file)
            self._pictures.in_flight.add(number)
            self._done.append(Sent(number, message, 0, 0.0))
        except OSError as error:
            log.warning("picture %s can't be read: %s", message.file, error)
            self._hold(number)
        return True

    def _send(self, number: int, message: Message, payload: bytes, *, retain: bool = False) -> None:
        size = len(payload) + len(message.topic.encode()) + len(message.correlation or b"") + PACKET_OVERHEAD
        sent = Sent(number, message, size, self._clock.monotonic_s())
        if not self._limits.takes(size):
            self._refuse(sent, PACKET_TOO_LARGE)
            return
        self._stream(message).in_flight.add(number)
        self._in_flight[self._send_now(message, payload, retain=retain)] = sent

    def _refuse(self, sent: Sent, code: int) -> None:
        try:
            if self._found_another_way(sent, code):
                return
        except StorageError as error:  # then it is tried again like any other
            log.warning("%s", error)
        jitter = random.uniform(0.8, 1.2)  # noqa: S311  # so that lanes spread out
        self._stream(sent.message).refuse(sent.number, self._clock.monotonic_s(), jitter)
        if sent.message.file:
            self._hold(sent.number)
        self.trouble = of_puback(code, sent.message.topic)

    def _found_another_way(self, sent: Sent, code: int) -> bool:
        """A picture that is too large is set aside; an answer goes where every lane may answer."""
        topic = f"{self._prefix}/command/result"
        if sent.message.file and code == PACKET_TOO_LARGE:
            self._set_aside(sent)
        elif code in (NOT_AUTHORISED, TOPIC_NAME_INVALID) and not self._is_own(sent.message.topic):
            self._outbox.readdress(sent.number, topic)
            log.warning("the broker takes no answer on %s: it goes to %s", sent.message.topic, topic)
        else:
            return False
        self._stream(sent.message).in_flight.discard(sent.number)
        return True

    def _set_aside(self, sent: Sent) -> None:
        self._limits.refused_size(sent.bytes)
        self._outbox.set_aside(sent.number, sent.bytes)
        self.aside = f"{sent.message.topic} of {sent.bytes / 1e6:.2f} MB"

    def _hold(self, number: int) -> None:
        self._held[number] = self._clock.monotonic_s() + REFUSED_PICTURE_S
