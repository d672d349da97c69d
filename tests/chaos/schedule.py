"""Which fault befalls whom and when: drawn from a seed, so that a run can be made again. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

OF_ONE_LANE = (
    "delay", "throttle", "split", "lose bytes", "hold", "blackhole", "refuse", "reset", "hang up",
    "kill", "kill while it pulses", "restart", "second client", "full disk",
)  # fmt: skip
OF_THE_BROKER = ("broker restart", "broker kill", "forbidden records", "forbidden events", "size limit")
EVERYONE = "broker"
PAUSES_S = (0.5, 4.0)
LASTS_S = (1.0, 5.0)
LONG = 5
ONE_IN = 20  # is so many times longer


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` befalls `whom`, a lane or the broker, `at_s` seconds after the start and for `for_s`."""

    at_s: float
    kind: str
    whom: str
    for_s: float

    def __str__(self) -> str:
        return f"{self.at_s:7.2f} s  {self.whom:8} {self.kind} for {self.for_s:.2f} s"


def schedule(seed: int, lanes: Sequence[str], seconds: float) -> Iterator[Fault]:
    """Faults in the order of their beginning, until `seconds`; each kind once before any comes again."""
    random = Random(f"{seed} faults")  # noqa: S311 - makes trouble, guards nothing
    at_s = 0.0
    while True:
        for kind in random.sample(OF_ONE_LANE + OF_THE_BROKER, len(OF_ONE_LANE + OF_THE_BROKER)):
            at_s += random.uniform(*PAUSES_S)
            if at_s >= seconds:
                return
            whom = EVERYONE if kind in OF_THE_BROKER else random.choice(lanes)
            for_s = random.uniform(*LASTS_S) * (LONG if random.randrange(ONE_IN) == 0 else 1)
            yield Fault(round(at_s, 2), kind, whom, round(min(for_s, seconds - at_s), 2))
