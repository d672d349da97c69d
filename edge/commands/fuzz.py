"""`scripts/fuzz`: hostile bytes for every parser; any outcome but a value or our own error ends it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tqdm import tqdm

from edge.commands.arguments import count
from edge.errors import FrameError
from edge.sim.display import Display
from edge.sim.indicator import ENCODERS
from edge.wire.checks import check_bytes
from edge.wire.indicators import FORMATS, FormatOptions, new_indicator
from edge.wire.messages import command_id, parse_command, parse_expected
from edge.wire.modbus import Question, Transport
from edge.wire.registers import RegisterIndicator, RegisterMap, StatusBits

LONGEST = 400
FRESH_AFTER = 50  # inputs that one indicator's parser is fed before a new one takes over
WEIGHTS_KG = (0, 20, -20, 85, 1560, 32460, 99999)
COMMANDS = (
    b'{"id":"7","boot_id":"b","action":"open","expires_at":"2026-01-02T03:04:05.678Z","operator":"Lan","reason":"x"}',
    b'{"id":"8","boot_id":"b","action":"decide","expires_at":"2026-01-02T03:04:05+07:00","passage_id":"p",'
    b'"outcome":"refuse"}',
)
EXPECTED = (
    b'[{"plate":"24C12345","containers":["MSKU9070323"],"declared_gross_kg":32000,"tolerance_kg":300,'
    b'"valid_until":"2026-01-02T03:04:05Z"}]',
    b'[{"id":"1","plate":"\xe4\xba\x91G12345","trailer_plate":"15R01234","valid_from":"2026-01-02T03:04:05Z"},{}]',
    b"[]",
)


@dataclass(slots=True)
class Outcome:
    """What became of a parser's inputs: how many gave values (readings), how many were refused (bad frames)."""

    name: str
    inputs: int = 0
    values: int = 0
    refused: int = 0


class Escaped(Exception):  # noqa: N818 - what escaped is the parser's error
    """Another exception than ours came out of a parser; `payload` makes it come again."""

    def __init__(self, name: str, payload: bytes) -> None:
        super().__init__(f"{name}: other exception")
        self.name = name
        self.payload = payload


Feed = Callable[[bytes], tuple[int, int]]
"""One input in; values and refusals out."""


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 at the first other outcome, whose bytes are printed."""
    arguments = _parser().parse_args(argv)
    chosen = [arguments.protocol] if arguments.protocol else list(TARGETS)
    outcomes = []
    try:
        for name in chosen:
            outcomes.append(fuzz(name, arguments.inputs, arguments.seed))
    except Escaped as escaped:
        print(f"{escaped.name}: {escaped.__cause__!r} with {escaped.payload.hex()}", file=sys.stderr)
        return 1
    print(table(outcomes))
    return 0


def fuzz(name: str, inputs: int, seed: int) -> Outcome:
    """Feeds one parser so many inputs; the same seed gives the same ones. Raises `Escaped`."""
    seeds, new_feed = TARGETS[name]
    random = Random(f"{seed} {name}")  # noqa: S311 - spoils frames, guards nothing
    outcome = Outcome(name)
    feed = new_feed()
    history: list[bytes] = []
    for number in _shown(range(inputs), name):
        if number % FRESH_AFTER == 0:
            feed, history = new_feed(), []
        payload = mutated(random, seeds)
        history.append(payload)
        try:
            values, refused = feed(payload)
        except Exception as error:  # that none comes is what is tried here
            raise Escaped(name, b"".join(history)) from error
        outcome.inputs += 1
        outcome.values += values
        outcome.refused += refused
    return outcome


def _shown(numbers: Iterable[int], name: str) -> Iterable[int]:
    return tqdm(numbers, desc=name, unit="input", leave=False) if sys.stderr.isatty() else numbers


def mutated(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Up to `LONGEST` bytes: valid frames spoilt in up to four ways, now and then nothing but noise."""
    if random.random() < 0.05:
        return random.randbytes(random.randrange(LONGEST // 4))
    payload = random.choice(seeds)
    for _ in range(random.randrange(5)):
        payload = random.choice(MUTATIONS)(random, payload, seeds)[:LONGEST]
    return payload


def _flip(random: Random, payload: bytes, _seeds: Sequence[bytes]) -> bytes:
    if not payload:
        return payload
    at = random.randrange(len(payload))
    return payload[:at] + bytes([payload[at] ^ 1 << random.randrange(8)]) + payload[at + 1 :]


def _replace(random: Random, payload: bytes, _seeds: Sequence[bytes]) -> bytes:
    at, end = sorted(random.randrange(len(payload) + 1) for _ in range(2))
    return payload[:at] + random.randbytes(random.randrange(4)) + payload[end:]


def _truncate(random: Random, payload: bytes, _seeds: Sequence[bytes]) -> bytes:
    at, end = sorted(random.randrange(len(payload) + 1) for _ in range(2))
    return payload[at:end]


def _repeat(random: Random, payload: bytes, _seeds: Sequence[bytes]) -> bytes:
    at, end = sorted(random.randrange(len(payload) + 1) for _ in range(2))
    return payload[:end] + payload[at:end] * random.randrange(3) + payload[end:]


def _splice(random: Random, payload: bytes, seeds: Sequence[bytes]) -> bytes:
    other = random.choice(seeds)
    return payload[: random.randrange(len(payload) + 1)] + other[random.randrange(len(other) + 1) :]


def _append(random: Random, payload: bytes, seeds: Sequence[bytes]) -> bytes:
    return payload + random.choice(seeds)


MUTATIONS = (_flip, _replace, _truncate, _repeat, _splice, _append)


def _indicator(protocol: str) -> Callable[[], Feed]:
    def new_feed() -> Feed:
        parser = new_indicator(protocol, FormatOptions(), 6)

        def feed(payload: bytes) -> tuple[int, int]:
            before = parser.bad_frames
            readings = len(parser.feed(payload, 0.0))
            return readings, parser.bad_frames - before

        return feed

    return new_feed


def _refusing(parse: Callable[[bytes], object]) -> Callable[[], Feed]:
    def feed(payload: bytes) -> tuple[int, int]:
        try:
            parse(payload)
        except FrameError:
            return 0, 1
        return 1, 0

    return lambda: feed


def _registers() -> Feed:
    """Any registers whatever, to a map whose weight, decimals and status all come from them."""
    registers = RegisterMap(0, "float32", decimals_register=2, status=3, bits=StatusBits(stable=0, overload=1, net=2))
    parser = RegisterIndicator(registers, 6)

    def feed(payload: bytes) -> tuple[int, int]:
        before = parser.bad_frames
        return len(parser.feed(payload[:8], 0.0)), parser.bad_frames - before

    return feed


def _answers(transport: Transport) -> tuple[Sequence[bytes], Callable[[], Feed]]:
    question = Question(transport, 1, "holding", 0, 2, number=7)
    body = bytes.fromhex("01030400003034")
    seeds = {
        "rtu": [one + check_bytes("crc16-modbus", one) for one in (body, b"\x01\x83\x02", b"\x02" + body[1:])],
        "tcp": [b"\0\7\0\0\0\7" + body, b"\0\7\0\0\0\3\x01\x83\x02", b"\0\6\0\0\0\7" + body],
    }
    return seeds[transport], _refusing(question.parse_answer)


def _command(payload: bytes) -> None:
    command_id(payload)
    parse_command(payload, retained=False, reply_to=None, correlation=None)


def _frames(protocol: str) -> tuple[bytes, ...]:
    """Frames of all that a display may show, and of all other protocols: they come before a wrong setting is found."""
    own = [ENCODERS[protocol](one) for one in _displays()]
    others = [ENCODERS[other](Display(1560)) for other in FORMATS if other in ENCODERS]
    return tuple(frame for frame in (*own * 3, *others) if frame)


def _displays() -> tuple[Display, ...]:
    still = [Display(weight) for weight in WEIGHTS_KG]
    return (*still, Display(1560, stable=False), Display(0, overload=True), Display(0, underload=True),
            Display(1560, tare_kg=500, net=True), Display(15600, unit="t", decimals=1))  # fmt: skip


TARGETS: Mapping[str, tuple[Sequence[bytes], Callable[[], Feed]]] = {
    **{name: (_frames(name), _indicator(name)) for name in FORMATS if name in ENCODERS},
    "registers": ((b"\x46\x5c\0\0\0\1\0\1", b"\x7f\xc0\0\0\0\0\0\0", b"\0" * 8), _registers),
    "modbus-rtu": _answers("rtu"),
    "modbus-tcp": _answers("tcp"),
    "command": (COMMANDS, _refusing(_command)),
    "expected": (EXPECTED, _refusing(parse_expected)),
}
"""What is fuzzed: valid inputs to begin with, and what makes a fresh parser."""


def table(outcomes: Sequence[Outcome]) -> str:
    """A row a parser."""
    lines = [f"{'parser':<16} {'inputs':>10} {'values':>10} {'refused':>10}  other exceptions"]
    lines += [f"{one.name:<16} {one.inputs:>10} {one.values:>10} {one.refused:>10}  0" for one in outcomes]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description="Feeds every parser hostile bytes.")
    parser.add_argument("--inputs", type=count, default=100_000, metavar="N", help="for each parser (100000)")
    parser.add_argument("--protocol", choices=tuple(TARGETS), metavar="NAME", help=f"one of {', '.join(TARGETS)} (all)")
    parser.add_argument("--seed", type=int, default=0, help="which inputs (0)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
