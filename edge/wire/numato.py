r"""Numato USB relay modules: commands as text, echoed by the module, then a prompt; pure.

    to the module     relay on 0\r
    from it           relay on 0\n\r>
    to the module     gpio read 2\r
    from it           gpio read 2\n\r1\n\r>

Relays and inputs are counted from 0, those from the eleventh on by upper-case letters (`relay on A`). The echo is what
the module has heard, the prompt says that it is done with it. There is no timer on the module.
Source: Numato Lab, "16 Channel USB Relay Module", command set.
"""

from __future__ import annotations

from edge.wire.boards import Board
from edge.wire.templates import parse_answer, parse_order

NUMATO = Board(
    on=parse_order("relay on {digit0}\r", "text"),
    off=parse_order("relay off {digit0}\r", "text"),
    echoes=True,
    prompt=b">",
    ask=parse_order("gpio read {digit0}\r", "text"),
    reply=parse_answer("gpio read {digit0} {bit}", "text"),
)
