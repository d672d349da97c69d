"""What root makes inside a lane's state must belong to whom the state belongs: the daemon is not root."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def make_folder(path: Path) -> None:
    """A folder of the owner of the nearest one above that is there; raises `OSError`."""
    above = next(one for one in path.parents if one.exists())
    path.mkdir(parents=True, exist_ok=True)
    made = path
    while made != above:
        give_as(above, made)
        made = made.parent


def give_as(other: Path, path: Path) -> None:
    """Owner and group of `other`, where root runs; nobody else may give anything away. Raises `OSError`."""
    if os.geteuid() == 0:
        like = other.stat()
        shutil.chown(path, like.st_uid, like.st_gid)
