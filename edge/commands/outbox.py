"""`lanegate outbox`: what a lane still has for the centre, and a copy of it for when no network comes back."""

from __future__ import annotations

import argparse
import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from edge.commands.outbox_export import export_messages, export_pictures, new_folder
from edge.errors import ConfigError
from edge.outbox_age import began, waits_since
from edge.outbox_reader import OutboxReader, reading

EPILOG = """\
Works beside the running daemon, which it does not hold up, and without one. Of the configuration only storage.path is
read. --export DIR, which must be new or empty, gets:

  passages.jsonl          every record that is kept, one a line, byte for byte as published, by seq
  pending.jsonl           what still waits: {"topic", "payload" or "file"}, one a line
  evidence/<passage>/...  the pictures that are there

`lanegate verify DIR` proves the chain of what was exported.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "outbox",
        help="show what a lane still has for the centre, or export it",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, metavar="FILE", required=True, help="the lane's TOML file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--export", type=Path, metavar="DIR", help="copy records, messages and pictures there")
    parser.set_defaults(run=outbox_command)


def outbox_command(arguments: argparse.Namespace) -> int:
    folder, target = storage_path(arguments.config), arguments.export
    done: dict[str, int] = {}
    with reading(folder / "outbox.sqlite") as outbox:
        document = describe(outbox, folder)
        if target is not None:
            new_folder(target)
            done |= export_messages(outbox, folder / "evidence", target)
    if target is not None:
        document["exported"] = done | export_pictures(folder / "evidence", target)
    print(json.dumps(document, ensure_ascii=False) if arguments.json else "\n".join(_words(document)))
    return 0


def storage_path(file: Path) -> Path:
    """`storage.path` of a configuration, whatever else is wrong with it; raises `ConfigError`."""
    try:
        path = tomllib.loads(file.read_text(encoding="utf-8"))["storage"]["path"]
    except OSError as error:
        raise ConfigError((f"{file}: can't be read: {error.strerror}",)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError((f"{file}: is no TOML: {error}",)) from error
    except (KeyError, TypeError) as error:
        raise ConfigError((f"{file}: storage.path: is missing",)) from error
    if not isinstance(path, str) or not path or "\0" in path:
        raise ConfigError((f"{file}: storage.path: is no path",))
    return Path(path)


def describe(outbox: OutboxReader, folder: Path) -> dict[str, Any]:
    """How much waits, of which kind and since when; the records kept; the disk."""
    count, first, last, size = outbox.archive()
    pictures = outbox.pictures()
    return {
        "waiting": [*_records(outbox), *_pictures([Path(path) for path, _ in pictures])],
        "too_large": sum(aside for _, aside in pictures),
        "in_lane": outbox.in_lane(),
        "records": {"count": count, "first_seq": first, "last_seq": last, "bytes": size},
        "disk": {
            "outbox_bytes": sum(_size(folder / f"outbox.sqlite{part}") for part in ("", "-wal")),
            "evidence_bytes": sum(_size(one) for one in (folder / "evidence").glob("*/*")),
            "free_bytes": shutil.disk_usage(folder).free,
        },
    }


def _records(outbox: OutboxReader) -> Iterator[dict[str, Any]]:
    for one in outbox.waiting():
        yield {
            "topic": one.topic,
            "messages": one.messages,
            "bytes": one.bytes,
            "oldest_at": waits_since(one.oldest),
        }


def _pictures(paths: list[Path]) -> Iterator[dict[str, Any]]:
    if paths:
        size = sum(_size(one) for one in paths)
        yield {"topic": "image/#", "messages": len(paths), "bytes": size, "oldest_at": began(paths[0].parent.name)}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _words(document: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        (one["topic"], str(one["messages"]), _amount(one["bytes"]), one["oldest_at"] or "")
        for one in document["waiting"]
    ]
    yield from _table([("waits for the broker", "messages", "size", "oldest"), *rows])
    if not rows:
        yield "nothing waits"
    if document["too_large"]:
        yield f"{document['too_large']} pictures of these are larger than the broker takes and not sent"
    kept, disk = document["records"], document["disk"]
    span = f"seq {kept['first_seq']} to {kept['last_seq']}, {_amount(kept['bytes'])}" if kept["count"] else "none"
    yield f"records kept: {kept['count']} ({span}); passages in the lane: {document['in_lane']}"
    yield (
        f"disk: outbox {_amount(disk['outbox_bytes'])}, pictures {_amount(disk['evidence_bytes'])}, "
        f"free {_amount(disk['free_bytes'])}"
    )
    if "exported" in document:
        done = document["exported"]
        yield f"exported: {done['records']} records, {done['pending']} messages, {done['pictures']} pictures"


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    first = max(len(row[0]) for row in rows)
    for topic, messages, size, oldest in rows:
        yield f"{topic:<{first}}  {messages:>8}  {size:>10}  {oldest}".rstrip()


def _amount(size: float) -> str:
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
