"""What talks at the far end of a weighbridge's line."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from edge.devices.detection import Patience
from edge.sim.indicator import Dirt, Manner, SimulatedIndicator
from tests.devices.ptys import Cable

GROSS_KG = 12_340
RUBBISH = b"\xf8\x80\x02\xfe\x1c"  # what another baud rate makes of a stream
YAOHUA = b"\x02+000085016\x03"
MT_SICS = b"S S         85 kg\r\n"
QUICK = Patience(window_s=0.15, answer_s=0.03, quiet_s=0.03, bauds=(9600, 4800))


@contextmanager
def indicator(manner: Manner, dirt: Dirt | None = None) -> Iterator[SimulatedIndicator]:
    with closing(SimulatedIndicator(lambda: GROSS_KG, dirt, manner)) as simulated:
        simulated.start()
        yield simulated


@contextmanager
def talking(cable: Cable, said: Callable[[], bytes]) -> Iterator[None]:
    """Something at the far end of the cable that says `said()` every 30 ms, or nothing where that is empty."""
    stopping = threading.Event()

    def talk() -> None:
        while not stopping.wait(0.03):
            with suppress(OSError, IndexError):  # the cable may be pulled
                cable.send(said())

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
