"""`lanegate calibrate barrier`: relays, pulse, travel times and inputs of a barrier, with a technician beside it."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    subparsers.add_parser("barrier", help="relays, pulse, travel times and inputs, step by step beside the boom")
