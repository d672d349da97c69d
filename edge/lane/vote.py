"""Many reads of one truck -> one result, by a vote over frames and cameras on per-character scores; pure.

Reads of the same mark form a cluster: texts of which at most a third of the characters differ. Inside a cluster the
reads of the most frequent length are fused: at each position the log-probabilities of every symbol are added up, so
that three hesitant reads with the same second choice can outvote one sure mistake, which a vote over whole strings
can't. The fused positions are then decoded by the grammar (`edge.rules.decode`).

Successive frames of a standing truck are not independent, so the sum is scaled back to at most `INDEPENDENT_FRAMES`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from edge.rules.decode import Candidate, decode_container, decode_plate
from edge.rules.distance import edit_distance
from edge.values import CharOptions, ContainerRead, MarkKind, PlateRead, Read, View

FLOOR = 0.01  # probability of a symbol that a read does not list
REST = ""  # what a read leaves to symbols that it does not list: else a lone hesitant option would count as certain
INDEPENDENT_FRAMES = 3
SAME_MARK = 0.34  # of the longer text's characters may differ
SURE_CHARACTER = 0.5  # a fused character below this is reviewed
ENOUGH_FRAMES = 2
LENGTH_DISSENT = 1 / 3  # of the frames may have read another number of characters
MOST_REPAIRS = 1  # characters that may be other than the reader's first choice
REPAIR_MARGIN = math.log(5)  # a repaired text must be five times as probable as the next one
LISTED_OPTIONS = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """Reads of one mark with the same number of characters."""

    frames: int = 0
    logs: tuple[Mapping[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reads of one mark; `best` is the most confident one, and where it was read."""

    kind: MarkKind
    best: Read
    camera: str
    bins: Mapping[int, Bin] = field(default_factory=dict)
    views: Mapping[View, int] = field(default_factory=dict)

    @property
    def frames(self) -> int:
        return sum(one.frames for one in self.bins.values())


@dataclass(frozen=True, slots=True)
class Result:
    """What a cluster says: the fused text and how sure it is."""

    text: str
    confidence: float
    min_char_confidence: float
    needs_review: bool
    valid: bool
    cluster: Cluster


def add_read(clusters: tuple[Cluster, ...], read: Read, camera: str, view: View) -> tuple[Cluster, ...]:
    """The clusters with one more read in them."""
    home = _home(clusters, read)
    if home is None:
        return (*clusters, _join(Cluster(kind_of(read), read, camera), read, camera, view))
    joined = _join(clusters[home], read, camera, view)
    return (*clusters[:home], joined, *clusters[home + 1 :])


def is_known(clusters: tuple[Cluster, ...], read: Read) -> bool:
    """Whether a read is of a mark that was read before."""
    return _home(clusters, read) is not None


def result_of(cluster: Cluster) -> Result:
    """The fused text of a cluster, the most probable one that the grammar accepts."""
    fused = _fuse(max(cluster.bins.values(), key=lambda one: (one.frames, len(one.logs))))  # readers lose characters
    candidates = _decoded(cluster.kind, fused)
    if not candidates:
        return _as_read(cluster)
    chosen = _chosen(candidates)
    return Result(
        text=chosen.text,
        confidence=math.exp(chosen.log_prob / len(chosen.text)),
        min_char_confidence=chosen.min_char,
        needs_review=_doubtful(candidates, cluster),
        valid=chosen.valid,
        cluster=cluster,
    )


@lru_cache(maxsize=32)  # the result is asked for with every event, and changes with reads alone
def _decoded(kind: MarkKind, fused: tuple[CharOptions, ...]) -> Sequence[Candidate]:
    return decode_plate(fused) if kind == "plate" else decode_container(fused)


def is_enough(result: Result) -> bool:
    """Whether more frames are unlikely to change the result."""
    return result.cluster.frames >= ENOUGH_FRAMES and not result.needs_review


def difference(one: str, other: str) -> float:
    """Edit distance of two texts over the length of the longer one."""
    if not one or not other:
        return 1.0
    return edit_distance(one, other) / max(len(one), len(other))


def kind_of(read: Read) -> MarkKind:
    return "plate" if isinstance(read, PlateRead) else "container"


def text_of(read: Read) -> str:
    return read.text if isinstance(read, PlateRead) else read.number


def _home(clusters: tuple[Cluster, ...], read: Read) -> int | None:
    kind, text = kind_of(read), text_of(read)
    distances = [(difference(text_of(one.best), text), place) for place, one in enumerate(clusters) if one.kind == kind]
    nearest = min(distances, default=None)
    return nearest[1] if nearest and nearest[0] <= SAME_MARK else None


def _join(cluster: Cluster, read: Read, camera: str, view: View) -> Cluster:
    length = len(read.chars)
    bins = {**cluster.bins, length: _add_to_bin(cluster.bins.get(length, Bin()), read.chars)}
    views = {**cluster.views, view: cluster.views.get(view, 0) + 1}
    if _surer(read) > _surer(cluster.best):
        return replace(cluster, best=read, camera=camera, bins=bins, views=views)
    return replace(cluster, bins=bins, views=views)


def _surer(read: Read) -> tuple[float, bool, int, str]:
    """What makes a read the best of its cluster; equals are told apart by their text, whichever came first."""
    return read.confidence, not read.needs_review, len(text_of(read)), text_of(read)


def _add_to_bin(now: Bin, chars: Sequence[CharOptions]) -> Bin:
    logs = now.logs or tuple({} for _ in chars)
    return Bin(now.frames + 1, tuple(_add_logs(one, char, now.frames) for one, char in zip(logs, chars, strict=True)))


def _add_logs(sums: Mapping[str, float], char: CharOptions, frames: int) -> Mapping[str, float]:
    """Log-probability sums after one more read; a symbol first met now was at the floor in the `frames` before."""
    listed = dict(char)
    listed[REST] = 1 - sum(listed.values())
    floor = math.log(FLOOR)
    symbols = sums.keys() | listed.keys()
    return {
        symbol: sums.get(symbol, frames * floor) + math.log(max(listed.get(symbol, FLOOR), FLOOR)) for symbol in symbols
    }


def _fuse(one: Bin) -> tuple[CharOptions, ...]:
    scale = min(one.frames, INDEPENDENT_FRAMES) / one.frames
    return tuple(_normalised(logs, scale) for logs in one.logs)


def _normalised(logs: Mapping[str, float], scale: float) -> CharOptions:
    top = max(logs.values())
    weights = {symbol: math.exp((value - top) * scale) for symbol, value in logs.items()}
    total = sum(weights.values())
    # rounded: which of two equals wins must not hang on the order in which the sums were made
    shares = [(symbol, round(weight / total, 9)) for symbol, weight in weights.items() if symbol != REST]
    return tuple(sorted(shares, key=lambda pair: (-pair[1], pair[0]))[:LISTED_OPTIONS])


def _chosen(candidates: Sequence[Candidate]) -> Candidate:
    """The plain reading; where that fails its check digit, the likeliest one that passes with one character changed."""
    plain = candidates[0]
    repaired = [one for one in candidates if one.valid and one.changed <= MOST_REPAIRS]
    return plain if plain.valid or not repaired else repaired[0]


def _doubtful(candidates: Sequence[Candidate], cluster: Cluster) -> bool:
    """Repaired by its check digit, against the reader with little margin, failing its check, or never read surely.

    Also where too many frames say another length: a plate that lost a digit is often a right one of the older kind.

    A number that passes only after a change is never taken unseen: one text in ten passes by chance.
    """
    chosen = _chosen(candidates)
    mended = chosen is not candidates[0]
    rivals = [one.log_prob for one in candidates if one is not chosen and one.valid]
    margin = chosen.log_prob - max(rivals, default=-math.inf)
    repaired = chosen.changed > MOST_REPAIRS or (chosen.changed > 0 and margin < REPAIR_MARGIN)
    # The reader's border is calibrated for a single look; looks at one standing truck are much the same look again.
    hesitant = cluster.best.needs_review or text_of(cluster.best) != chosen.text
    outvoted = cluster.frames - max(one.frames for one in cluster.bins.values())
    torn = outvoted > LENGTH_DISSENT * cluster.frames
    return not chosen.valid or mended or repaired or torn or chosen.min_char < SURE_CHARACTER or hesitant


def _as_read(cluster: Cluster) -> Result:
    """The best single read, where the fused text fits no grammar: always reviewed."""
    best = cluster.best
    valid = best.check_digit_ok if isinstance(best, ContainerRead) else True
    return Result(text_of(best), best.confidence, best.min_char_confidence, True, valid, cluster)
