"""Whatever a technician types and a gate does: what the step machine asks of the board, over any sitting."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from edge.calibration.barrier_figures import blocked_because
from edge.calibration.barrier_state import Stage, State
from edge.calibration.barrier_steps import answered, request_of
from edge.calibration.barrier_values import (
    Ask,
    Await,
    Contacts,
    End,
    Move,
    Moved,
    Place,
    Rehearse,
    Said,
    Setup,
    Turn,
    Wired,
)

PLACES = tuple(Place(channel=number) for number in range(1, 5))
LINE = Place(line="cts")
ACTIVE = st.sampled_from(["closed", "open"])
ROLES = st.sampled_from(["presence", "opened", "closed", "arrival"])
WIRED = st.builds(Wired, st.sampled_from(["a", "b", "c"]), ROLES, st.sampled_from([*PLACES, LINE]), ACTIVE)
SETUPS = st.builds(
    Setup,
    open_channel=st.integers(1, 3),
    close_channel=st.none() | st.integers(4, 5),
    inputs=st.lists(WIRED, min_size=1, max_size=3, unique_by=lambda one: one.name).map(tuple),
    lines=st.sampled_from([(), (LINE,)]),
    asks_inputs=st.booleans(),
    dry=st.booleans(),
)
CONTACTS = st.dictionaries(st.sampled_from([*PLACES, LINE]), st.sampled_from([True, False, None]))
TEXTS = st.sampled_from(["", "yes", "no", "none", "up", "down", "itself", "1", "2", "3", "4", "Yes", "loop-1", "?"])
TURNS = st.lists(st.builds(Turn, st.floats(0, 20), st.sampled_from(PLACES), st.booleans()), max_size=5).map(tuple)
MOVED = st.builds(
    Moved,
    st.sampled_from(["arrived", "nothing", "otherwise", "failed"]),
    st.floats(0.1, 60),
    st.sampled_from(["limit", "person"]),
    TURNS,
)


class Sitting(RuleBasedStateMachine):
    """Answers that lead on come often, any others between them."""

    @initialize(setup=SETUPS, hurries=st.booleans())
    def begin(self, setup: Setup, hurries: bool) -> None:
        self.state = State(setup)
        self.moves = self.confirmations = 0
        for text in ("yes", "3", "4", "none", "none", "down", "") if hurries else ():
            if self.state.stage != Stage.CONFIRM:
                self._step(Said(text, {}))

    def _step(self, event: Said | Moved) -> None:
        before = self.state
        self.state = answered(before, event)
        request = request_of(self.state)
        if isinstance(event, Said) and before.stage == Stage.CONFIRM and event.text == "yes":
            self.confirmations += 1
        if isinstance(request, Move):
            self.moves += 1
            self._judge(before, event, request)
        assert self.moves <= self.confirmations
        assert not (before.setup.dry and (isinstance(request, Move) or self.state.save))
        assert not isinstance(request, Rehearse) or before.setup.dry

    def _judge(self, before: State, event: Said | Moved, request: Move) -> None:
        assert isinstance(event, Said)
        assert (before.stage, event.text) == (Stage.CONFIRM, "yes")
        assert blocked_because(before.guards, event.contacts) is None
        assert all(event.contacts.get(one.place) is not None for one in before.guards)
        assert request == before.move
        assert request.guards == before.guards
        assert 1 <= request.relay <= before.relays
        assert 100 <= request.pulse_ms <= 5000
        if request.direction == "close":
            assert before.boom == "up"

    @rule(text=TEXTS, contacts=CONTACTS)
    def says_anything(self, text: str, contacts: Contacts) -> None:
        self._step(Said(text, contacts))

    @rule(contacts=CONTACTS)
    @precondition(lambda self: isinstance(request_of(self.state), Ask))
    def says_what_is_expected(self, contacts: Contacts) -> None:
        request = request_of(self.state)
        assert isinstance(request, Ask)
        self._step(Said(request.expected, contacts))

    @rule(contacts=CONTACTS)
    @precondition(lambda self: self.state.stage == Stage.CONFIRM)
    def says_yes_whatever_the_inputs_say(self, contacts: Contacts) -> None:
        self._step(Said("yes", contacts))

    @rule()
    @precondition(lambda self: self.state.stage == Stage.CONFIRM)
    def says_yes_with_all_clear(self) -> None:
        clear = {one.place: one.active != "closed" for one in self.state.guards}
        self._step(Said("yes", clear))

    @rule(came=MOVED)
    @precondition(lambda self: isinstance(request_of(self.state), Move | Rehearse | Await))
    def sees(self, came: Moved) -> None:
        self._step(came)

    @rule()
    @precondition(lambda self: isinstance(request_of(self.state), Move | Rehearse | Await))
    def sees_it_arrive(self) -> None:
        self._step(Moved("arrived", 3.0))

    @rule(came=MOVED)
    def hears_of_a_move_that_nobody_asked_for(self, came: Moved) -> None:
        if not isinstance(request_of(self.state), Move | Rehearse | Await):
            before = self.state
            self._step(came)
            assert (self.state.stage, self.state.move) == (before.stage, before.move)

    @rule()
    @precondition(lambda self: isinstance(request_of(self.state), End))
    def has_ended(self) -> None:
        assert not (self.state.save and (self.state.fault or self.state.stopped))
        assert self.state.move is None


TestSitting = Sitting.TestCase
