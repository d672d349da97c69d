"""One fixed sequence that comes past every rule of the barrier; what a broken rule is caught by, in seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from edge.lane.settings import Settings
from edge.values import Command, CommandAction, InputRole
from tests.proof.vehicles import Plan, Vehicle
from tests.proof.world import BOOM, STEP_S, World

INPUTS: dict[str, InputRole] = {"loop": "presence", "up": "opened", "down": "closed"}
LANE = Settings(
    require=("plate",), settle_s=0.4, identify_s=6, gone_s=1, clear_s=20, travel_s=4, can_close=True, inputs=INPUTS
)


class RoughDay:
    """A world, and somebody who makes trouble in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.number = 0

    def run(self) -> None:
        self.at_the_start()
        self.good_passage()
        self.commands_that_must_not_count()
        self.vehicle_under_the_boom()
        self.loop_that_can_not_be_read()
        self.stop_in_the_middle()
        self.relay_that_fails()
        self.disk_that_fails()
        self.intruder()
        self.restart_with_a_truck_in_the_lane()
        self.world.settle()
        self.world.judge_the_records()

    # what happens

    def at_the_start(self) -> None:
        self.comes("backs out")
        self.world.run(18)

    def good_passage(self) -> None:
        self.comes("waits")
        self.world.run(20)

    def commands_that_must_not_count(self) -> None:
        self.order("open")
        self.world.run(30)
        good = self.command("open")
        for wrong, bad in {
            "expired": replace(good, expires_at=self.world.clock.utc()),
            "retained": replace(good, retained=True),
            "foreign": replace(good, boot_id="boot-0"),
            "repeated": replace(good, id="open-1"),
        }.items():
            self.world.order_in_vain(bad, wrong)
        self.world.run(30)

    def vehicle_under_the_boom(self) -> None:
        self.comes("waits")
        self.until_it_closes()
        self.comes("slips in")
        self.world.run(8)
        self.order("close")
        self.world.run(12)

    def loop_that_can_not_be_read(self) -> None:
        self.world.unreadable.add("loop")
        self.world.run(1)
        self.order("close")
        self.world.run(2)
        self.world.unreadable.clear()
        self.world.run(12)

    def stop_in_the_middle(self) -> None:
        self.comes("waits")
        self.until_it_closes()
        self.order("stop")
        self.comes("slips in")
        self.world.run(3)
        self.comes("waits")
        self.world.run(8)
        self.order("open")
        self.world.run(2)
        self.order("release")
        self.world.run(20)

    def relay_that_fails(self) -> None:
        self.world.relay.fault = "dead"
        self.world.boom = replace(self.world.boom, position=0.0)
        self.comes("backs out")
        self.world.run(15)
        self.world.relay.fault = "none"

    def disk_that_fails(self) -> None:
        self.world.outbox.broken = True
        self.world.run(0.2)
        self.order("open")
        self.comes("backs out")
        self.world.run(15)
        self.world.outbox.broken = False
        self.world.run(30)

    def intruder(self) -> None:
        self.comes("slips in")
        self.world.run(45)

    def restart_with_a_truck_in_the_lane(self) -> None:
        self.world.boom = replace(self.world.boom, position=0.0, settings=replace(BOOM, stuck=True))
        self.comes("waits")
        self.world.run(10)
        self.world.start()
        self.world.run(10)

    # means

    def comes(self, plan: Plan) -> None:
        front_m = 19.0 if plan == "slips in" else 0.0
        self.world.vehicles.append(Vehicle(plan, "24C12345", 3.0, 8000, front_m))
        self.world.vehicles.sort(key=lambda one: -one.front_m)

    def until_it_closes(self) -> None:
        for _ in range(150):
            self.world.run(STEP_S)
            if "close" in self.world.relay.energised:
                return
        raise AssertionError("the lane never closed")

    def order(self, action: CommandAction) -> None:
        self.world.order(self.command(action))

    def command(self, action: CommandAction) -> Command:
        self.number += 1
        expires_at = self.world.clock.utc() + timedelta(seconds=5)
        return Command(f"{action}-{self.number}", self.world.boot_id, action, expires_at)


@contextmanager
def rough_day(folder: Path) -> Iterator[RoughDay]:
    world = World(LANE, folder, Counter())
    try:
        yield RoughDay(world)
    finally:
        world.close()
