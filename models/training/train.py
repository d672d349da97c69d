"""Trains one reader: `python -m models.training.train plate|container`. Breaks off and goes on where it was."""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from multiprocessing.queues import Queue
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from edge.rules.symbols import SYMBOLS
from models.training.labelled import Collection
from models.training.marks import COLOURS, COUNTRIES, LAYOUTS
from models.training.measured import DATA, Measured, marks_in
from models.training.network import NetworkSettings, Reader, lanes_of
from models.training.rows import Rows
from models.training.samples import (
    Sample,
    Studio,
    open_studio,
    pools,
    real_crops,
)
from models.training.settings import SETTINGS, ReaderSettings, Settings, load_settings
from models.training.shipped import begin_with_shipped
from models.training.trials import Trial, real_trials, rendered_trial, score

log = logging.getLogger("lanegate.training")

CONTAINER_SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/"
POOL = 2048
SAVE_EVERY = 250
EMA = 0.998
HEAD_WEIGHT = 0.1
RUNS = Path(__file__).parent / "runs"
_WAITING_POOLS = 2


@dataclass(frozen=True, slots=True)
class Batch:
    """`crops` (N, H, W, 3) uint8; `rows`: the ways to write each; `answers` (N, 3): colour, layout, country or -1."""

    crops: NDArray[np.uint8]
    rows: tuple[tuple[Rows, ...], ...]
    answers: NDArray[np.int64]


def symbols_of(kind: str) -> str:
    """The reader's alphabet, in the order of its outputs after the blank."""
    return SYMBOLS if kind == "plate" else CONTAINER_SYMBOLS


def network_of(kind: str, settings: ReaderSettings) -> NetworkSettings:
    heads = (("colour", len(COLOURS)), ("layout", len(LAYOUTS)), ("country", len(COUNTRIES)))
    return NetworkSettings(
        settings.width,
        settings.height,
        len(symbols_of(kind)),
        settings.stem,
        settings.widths,
        settings.depths,
        heads if kind == "plate" else heads[1:2],
    )


def _draw_pools(studio: Studio, numbers: tuple[int, int], out: Queue[list[Batch] | None]) -> None:
    """Runs in a process of its own, beside the training."""
    cv2.setNumThreads(1)
    try:
        for start in _starts(*numbers):
            first = pools(studio, start, POOL)
            for _ in range(studio.settings.repeats):
                out.put([_packed(part) for part in _split(next(first), studio.settings.batch)])
    finally:
        out.put(None)  # whoever waits for crops must not wait for ever


def _starts(first: int, stride: int) -> Iterator[int]:
    """First crop numbers of every `stride`-th pool from pool `first` on."""
    return (pool * POOL for pool in count(first, stride))


def _split(samples: list[Sample], size: int) -> Iterator[list[Sample]]:
    return (samples[i : i + size] for i in range(0, len(samples), size))


def _packed(samples: Sequence[Sample]) -> Batch:
    return Batch(
        np.stack([sample.crop for sample in samples]),
        tuple(sample.rows for sample in samples),
        np.array([(s.colour, s.layout, s.country) for s in samples], dtype=np.int64),
    )


def batches(studio: Studio, first_step: int, workers: int) -> Iterator[Batch]:
    """Endless; pool `p` is drawn by worker `p % workers`, so the order does not depend on who is faster."""
    # Not forked: a copy of a process that has threads (OpenCV's, torch's) may hang.
    context = multiprocessing.get_context("spawn")
    a_pool = POOL // studio.settings.batch * studio.settings.repeats
    done = first_step // a_pool
    queues = [context.Queue(maxsize=_WAITING_POOLS) for _ in range(workers)]
    for worker, queue in enumerate(queues):
        context.Process(target=_draw_pools, args=(studio, (done + worker, workers), queue), daemon=True).start()
    while True:
        for queue in queues:
            for _ in range(studio.settings.repeats):
                yield from _next_pool(queue)


def _next_pool(queue: Queue[list[Batch] | None]) -> list[Batch]:
    pool = queue.get()
    if pool is None:
        raise SystemExit("drawing crops failed; the fault stands above")
    return pool


def loss_of(outputs: Sequence[Tensor], batch: Batch, alphabet: dict[str, int], heads: Sequence[str]) -> Tensor:
    """CTC of the likeliest way in which each mark may stand in the lanes, and the heads' cross entropy where known."""
    lanes = lanes_of(outputs[0], len(batch.rows[0][0]))
    ways = [(mark, rows) for mark, each in enumerate(batch.rows) for rows in each]
    each_way = _ctc(lanes, ways, alphabet)
    marks = torch.tensor([mark for mark, _ in ways])
    least = torch.full((len(batch.rows),), torch.inf).scatter_reduce(0, marks, each_way, "amin")
    total = least.mean()
    columns = {"colour": 0, "layout": 1, "country": 2}
    for name, output in zip(heads, outputs[1:], strict=True):
        wanted = torch.from_numpy(batch.answers[:, columns[name]])
        if (wanted >= 0).any():
            total = total + HEAD_WEIGHT * nn.functional.nll_loss(output, wanted, ignore_index=-1)
    return total


def _ctc(lanes: Tensor, ways: Sequence[tuple[int, Rows]], alphabet: dict[str, int]) -> Tensor:
    """Negative log-probability of each way, summed over its lanes."""
    texts = [text for _, rows in ways for text in rows]
    marks = torch.tensor([mark for mark, rows in ways for _ in rows])
    which = torch.arange(lanes.shape[1]).repeat(len(ways))
    characters = lanes[marks, which].permute(1, 0, 2)
    targets = torch.tensor([alphabet[c] for c in chain.from_iterable(texts)], dtype=torch.long)
    lengths = torch.tensor([len(text) for text in texts], dtype=torch.long)
    taken = torch.full((len(texts),), characters.shape[0], dtype=torch.long)
    loss = nn.functional.ctc_loss(characters, targets, taken, lengths, reduction="none", zero_infinity=True)
    return loss.view(len(ways), -1).sum(dim=1)


def rate_at(step: int, settings: ReaderSettings) -> float:
    """Learning rate: up, level, and down to nothing at the end."""
    rise = min(1.0, (step + 1) / settings.warm_up)
    falling = max(0.0, step / settings.steps - settings.decay_from) / max(1e-9, 1 - settings.decay_from)
    return settings.learning_rate * rise * max(0.01, 1 - falling)


def greedy(log_probs: NDArray[np.float32], symbols: str) -> list[str]:
    """The most probable path of each (T, C), repeats and blanks taken out."""
    return [_collapsed(path, symbols) for path in log_probs.argmax(axis=2).tolist()]


def _collapsed(path: Sequence[int], symbols: str) -> str:
    return "".join(
        symbols[now - 1] for now, before in zip(path, [0, *path[:-1]], strict=True) if now not in {0, before}
    )


def try_out(net: nn.Module, trials: Sequence[Trial], symbols: str) -> None:
    """One line a trial."""
    net.eval()
    for trial in trials:
        reads: list[str] = []
        with torch.no_grad():
            for i in range(0, len(trial.crops), 128):
                reads += greedy(net(torch.from_numpy(trial.crops[i : i + 128]))[0].numpy(), symbols)
        tqdm.write(f"  {trial.name:36s} {score(reads, trial.texts)}")


class Run:
    """The state of a training run, and where it is kept."""

    def __init__(self, kind: str, settings: ReaderSettings, folder: Path) -> None:
        self.kind, self.settings = kind, settings
        self.file = folder / f"{settings.output}.pt"
        self.net = Reader(network_of(kind, settings)).to(memory_format=torch.channels_last)
        self.average = torch.optim.swa_utils.AveragedModel(
            self.net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(EMA), use_buffers=True
        )
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), settings.learning_rate, weight_decay=settings.weight_decay
        )
        self.step = 0

    def begin_with_shipped(self, file: Path, crops: Tensor) -> None:
        """Takes an exported reader's weights where there is no checkpoint to go on from. Raises InputError."""
        if not self.file.exists():
            begin_with_shipped(self.net, file, crops)
            self.average.module.load_state_dict(self.net.state_dict())
            log.info("weights of %s", file)

    def load(self) -> None:
        """Goes on from the last checkpoint, if there is one; else begins with another network's weights, if wanted."""
        other = self.file.with_name(f"{self.settings.begins_with}.pt")
        if not self.file.exists() and self.settings.begins_with and other.exists():
            self._begin_with(torch.load(other, weights_only=True)["net"])
        if self.file.exists():
            kept = torch.load(self.file, weights_only=True)
            self.net.load_state_dict(kept["net"])
            self.average.load_state_dict(kept["average"])
            self.optimiser.load_state_dict(kept["optimiser"])
            self.step = kept["step"]

    def _begin_with(self, weights: dict[str, Tensor]) -> None:
        """Takes every tensor that has the same name and shape here; the average begins with them at the first step."""
        own = self.net.state_dict()
        fitting = {name: each for name, each in weights.items() if name in own and own[name].shape == each.shape}
        self.net.load_state_dict(fitting, strict=False)
        log.info("%d of %d tensors from %s", len(fitting), len(own), self.settings.begins_with)

    def save(self) -> None:
        """Whole or not at all."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        state = {"net": self.net.state_dict(), "average": self.average.state_dict()}
        torch.save(state | {"optimiser": self.optimiser.state_dict(), "step": self.step}, fresh)
        fresh.replace(self.file)

    def advance(self, batch: Batch, alphabet: dict[str, int]) -> float:
        """One step; returns the loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(self.step, self.settings)
        self.net.train()
        loss = loss_of(self.net(torch.from_numpy(batch.crops)), batch, alphabet, list(self.net.heads))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimiser.step()
        self.average.update_parameters(self.net)
        self.step += 1
        return float(loss.detach())


def train(run: Run, studio: Studio, trials: Sequence[Trial], workers: int) -> None:
    """Until the steps of the settings are done, with a checkpoint every `SAVE_EVERY` and a trial now and then."""
    symbols = symbols_of(run.kind)
    alphabet = {symbol: i + 1 for i, symbol in enumerate(symbols)}
    smooth = 0.0
    bar = tqdm(total=run.settings.steps, initial=run.step, unit="step", smoothing=0.05, mininterval=10)
    for batch in batches(studio, run.step, workers):
        loss = run.advance(batch, alphabet)
        smooth = loss if run.step == 1 or not smooth else 0.98 * smooth + 0.02 * loss
        bar.update()
        bar.set_postfix(loss=f"{smooth:.3f}", refresh=False)
        if run.step % SAVE_EVERY == 0:
            tqdm.write(f"step {run.step} loss {smooth:.4f}")
            run.save()
        if run.step % run.settings.validate_every == 0 or run.step >= run.settings.steps:
            try_out(run.average.module, trials, symbols)
        if run.step >= run.settings.steps:
            run.save()
            return


def real_marks(folder: Path, kind: str, settings: Settings) -> Measured:
    """The labelled marks of one kind, or none where the pictures are absent."""
    wanted: tuple[Collection, ...] = ("container",) if kind == "container" else ("vn", "cn")
    return marks_in(folder, [each for each in wanted if (folder / each).is_dir()], settings)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.training.train", description=__doc__)
    parser.add_argument("kind", choices=["plate", "container"])
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--data", type=Path, default=DATA, help="real pictures; left out where absent")
    parser.add_argument("--runs", type=Path, default=RUNS, help="where checkpoints are kept")
    parser.add_argument("--refine", type=Path, metavar="FILE.onnx", help="begin with the weights of an exported reader")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--workers", type=int, default=1, help="processes that draw crops")
    return parser.parse_args()


def main() -> None:
    options = _options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or the processes that draw would live on
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)  # numbers next to nothing would slow every step
    cv2.setNumThreads(1)
    settings = load_settings(options.settings)
    reader: ReaderSettings = getattr(settings, options.kind)
    torch.manual_seed(reader.seed)
    real = real_marks(options.data, options.kind, settings)
    studio = open_studio(reader, real_crops(real.seen))
    fonts = len({*studio.vietnamese.files, *studio.chinese.files, *studio.container.files})
    log.info("fonts: %d; real marks: %d to train on, %d held out", fonts, len(real.seen), len(real.unseen))
    trials = [*real_trials(real.unseen, reader.width, reader.height), rendered_trial(studio, 512)]
    run = Run(options.kind, reader, options.runs)
    if options.refine:
        run.begin_with_shipped(options.refine, torch.from_numpy(trials[-1].crops))
    run.load()
    try:
        train(run, studio, trials, options.workers)
    except KeyboardInterrupt:
        run.save()
        log.info("stopped after step %d; the same command goes on from there", run.step)


if __name__ == "__main__":
    main()
