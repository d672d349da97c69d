"""`lanegate verify`: proves that a lane's records are a whole, unchanged chain, or names the first broken link."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from edge.chain import Break, Link, backwards, first_break, in_order, link_of, pictures_of, read_record
from edge.commands.collected import Collected, collected
from edge.errors import FrameError, InputError
from edge.values import rfc3339

EPILOG = """\
PATH is a lane's state folder (outbox.sqlite, evidence/), a folder that `lanegate outbox --export` wrote
(passages.jsonl, evidence/), or a file with a record a line, byte for byte as a consumer got them from the broker;
repeats in it are fine.

A byte changed in any record but the last one is found. Nothing follows the last record: compare its SHA-256, which is
printed, with the one that the centre has, or give that one as --head.

Exit code 0: the chain is whole. 1: it is broken, and the first broken link is named. Pictures that are gone (they are
kept for some days) and records that ended before the one before them did (a clock was set) are counted; only with
--strict they are failures.
"""


@dataclass(slots=True)
class _Findings:
    """What reading has found so far."""

    links: list[Link] = field(default_factory=list)
    broken: list[Break] = field(default_factory=list)
    pictures: int = 0
    missing: int = 0


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "verify",
        help="prove a lane's chain of records, or name its first broken link",
        description="Proves that a lane's records are a whole, unchanged chain, and that the pictures belong to them.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="a state folder, an export, or a file of records")
    parser.add_argument("--head", type=_sha256, metavar="SHA256", help="what the last record must hash to")
    parser.add_argument(
        "--strict", action="store_true", help="missing pictures and times that run backwards are failures too"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=verify_command)


def _sha256(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise argparse.ArgumentTypeError("a SHA-256 has 64 hexadecimal digits")
    return text.lower()


def verify_command(arguments: argparse.Namespace) -> int:
    with collected(arguments.path) as source:
        findings = _read(source)
    links = in_order(findings.links)
    if not links and not findings.broken:
        raise InputError(f"{arguments.path} holds no records")
    broken = _first(findings, links, (source.head, arguments.head))
    odd = backwards(links)
    passed = broken is None and not (arguments.strict and (odd or findings.missing))
    document = {"ok": passed, "broken": asdict(broken) if broken else None, **_summary(findings, links, odd)}
    print(json.dumps(document, ensure_ascii=False) if arguments.json else "\n".join(_words(document)))
    return 0 if passed else 1


def _read(source: Collected) -> _Findings:
    """Up to the first line that is no record: what follows it can't be placed."""
    findings = _Findings()
    for place, line in enumerate(source.lines, 1):
        try:
            _take(findings, source, line, place)
        except FrameError as error:
            findings.broken.append(_unreadable(source, line, place, str(error)))
            break
    return findings


def _unreadable(source: Collected, line: bytes, place: int, why: str) -> Break:
    start = repr(line[:60].decode(errors="replace")) + ("…" if len(line) > 60 else "")
    if source.is_cut and next(source.lines, None) is None:
        return Break(place, None, None, "is cut off: the file ends in the middle of it", "a whole record", start)
    return Break(place, None, None, why, "a passage record", start)


def _take(findings: _Findings, source: Collected, line: bytes, place: int) -> None:
    record = read_record(line)
    link = link_of(line, record, place)
    listed = pictures_of(record)
    findings.links.append(link)
    for name, sha256 in listed if source.pictures else ():
        jpeg = source.pictures.read(link.passage_id, name) if source.pictures else None
        if jpeg is None:
            findings.missing += 1
            continue
        findings.pictures += 1
        found = hashlib.sha256(jpeg).hexdigest()
        if found != sha256:
            wrong = f"has a picture {name} that is not the one it lists"
            findings.broken.append(Break(place, link.seq, link.passage_id, wrong, sha256, found))


def _first(findings: _Findings, links: Sequence[Link], heads: Sequence[str | None]) -> Break | None:
    """By `seq`; an unreadable line comes behind what was read before it."""
    is_whole = not any(one.seq is None for one in findings.broken)
    found = [first_break(links, head if is_whole else None) for head in heads]
    known = [one for one in (*found, *findings.broken) if one is not None]
    return min(known, key=lambda one: one.seq or float("inf"), default=None)


def _summary(findings: _Findings, links: Sequence[Link], odd: Sequence[Link]) -> dict[str, Any]:
    ends = {"first": links[0], "last": links[-1]} if links else {}
    return {
        "records": len(links),
        "repeats": len(findings.links) - len(links),
        "lane": links[0].lane if links else None,
        **{
            name: {
                "seq": one.seq,
                "passage_id": one.passage_id,
                "ended_at": rfc3339(one.ended_at),
                "sha256": one.sha256,
            }
            for name, one in ends.items()
        },
        "pictures_checked": findings.pictures,
        "pictures_missing": findings.missing,
        "backwards": [one.seq for one in odd],
    }


def _words(document: Mapping[str, Any]) -> list[str]:
    lines = []
    if broken := document["broken"]:
        who = f"seq {broken['seq']}, passage {broken['passage_id']}" if broken["seq"] else f"line {broken['place']}"
        lines += [
            f"BROKEN: {who} {broken['wrong']}",
            f"  expected {broken['expected']}",
            f"  found    {broken['found']}",
        ]
    if document["records"]:
        first, last = document["first"], document["last"]
        repeats = f" ({document['repeats']} repeats)" if document["repeats"] else ""
        lines.append(
            f"{document['records']} records of {document['lane']}{repeats}: seq {first['seq']} to {last['seq']}, "
            f"{first['ended_at']} to {last['ended_at']}"
        )
        lines.append(f"pictures: {document['pictures_checked']} checked, {document['pictures_missing']} missing")
        lines.append(f"last record's SHA-256: {last['sha256']}")
    if odd := document["backwards"]:
        lines.append(
            f"{len(odd)} records ended before the one before them, the first: seq {odd[0]} (was the clock set?)"
        )
    if not document["broken"]:
        lines.append(
            "the chain is whole" if document["ok"] else "the chain is whole, but not all that --strict asks for"
        )
    return lines
