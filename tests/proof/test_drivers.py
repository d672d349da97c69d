"""No sequence of events makes a real relay driver break a rule of the barrier: processes, ttys, a board and its boom.

`LANEGATE_PROOF_EXAMPLES` raises the number of gates tried for each board; `-s` shows what was tried.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import Phase as Stage
from hypothesis import strategies as st

from edge.values import CommandAction
from tests.proof.doings import Comes, Doing, Happens, Moment, Ordered, Passage, Trouble, Visitor, Wrong
from tests.proof.kits import KITS
from tests.proof.real_gate import gate_in

EXAMPLES = int(os.environ.get("LANEGATE_PROOF_EXAMPLES", "2"))
ACTIONS = st.sampled_from(get_args(CommandAction))
HAPPENS = st.builds(
    Happens,
    what=st.sampled_from(get_args(Trouble)),
    when=st.sampled_from(get_args(Moment)),
    later_s=st.sampled_from([0.0, 0.05, 0.15]),
)
DOINGS = st.one_of(
    HAPPENS,
    HAPPENS,
    HAPPENS,
    st.builds(Passage, slips_in=st.booleans()),
    st.builds(Ordered, ACTIONS, st.sampled_from([None, None, *get_args(Wrong)])),
    st.builds(Comes, before=st.booleans(), under=st.booleans(), for_s=st.sampled_from([0.05, 0.5])),
)


def prove(kit: str, examples: int, counts: Counter[str]) -> None:
    """Tries so many gates; raises the AssertionError of the first rule that is broken."""

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Stage.generate],
        database=None,
    )
    @given(occupied=st.booleans(), doings=st.lists(DOINGS, min_size=4, max_size=6, unique=True))
    def no_rule_is_broken(occupied: bool, doings: Sequence[Doing]) -> None:
        with tempfile.TemporaryDirectory(prefix="lanegate-") as folder, gate_in(Path(folder), kit, counts) as gate:
            visitor = Visitor(gate)
            visitor.begins(occupied=occupied)
            for one in doings:
                visitor.does(one)
            visitor.is_served()

    always_the_same = seed([*KITS].index(kit))
    (no_rule_is_broken if "LANEGATE_PROOF_EXAMPLES" in os.environ else always_the_same(no_rule_is_broken))()


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kit", [*KITS])
def test_no_sequence_makes_a_driver_break_a_rule(kit: str) -> None:
    counts: Counter[str] = Counter()
    prove(kit, EXAMPLES, counts)
    print(f"\n{kit}\n" + "\n".join(f"{count:9d}  {what}" for what, count in sorted(counts.items())))  # noqa: T201
    assert counts["orders: open"] > 0
    assert counts["pulses of the board"] > 0
