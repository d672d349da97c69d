"""`lanegate calibrate`: cameras, weighbridge and barrier, each in a module of its own."""

from __future__ import annotations

import argparse

from edge.commands import calibrate_barrier, calibrate_camera, calibrate_weighbridge

EPILOG = """\
Each takes its device for itself and refuses while the lane's daemon has it: systemctl stop lanegate@<lane> first.
What is found goes into the lane's file after a yes, the old one is kept beside it; a dated record goes into the lane's
state, and the daemon publishes its age and warns when it is old.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "calibrate",
        help="set up a camera, the weighbridge or the barrier, step by step",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    devices = parser.add_subparsers(required=True, metavar="DEVICE")
    for one in (calibrate_camera, calibrate_weighbridge, calibrate_barrier):
        one.add_parser(devices)
