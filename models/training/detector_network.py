"""Ultralytics' pose network with four corners, taught in bfloat16 also on processors."""

from __future__ import annotations

from typing import Any

import torch
from ultralytics.models.yolo.pose import PoseTrainer
from ultralytics.nn.tasks import PoseModel


class CornerModel(PoseModel):
    """Ultralytics offers bfloat16 on GPUs alone; a processor that has its instructions learns twice as fast with it."""

    def loss(self, batch: dict[str, Any], preds: Any = None) -> Any:
        if preds is None:
            with torch.autocast("cpu", torch.bfloat16, enabled=batch["img"].device.type == "cpu"):
                preds = self.forward(batch["img"].to(memory_format=torch.channels_last))
        return super().loss(batch, _in_full(preds))


def _in_full(preds: Any) -> Any:
    """The losses need all of float32."""
    if isinstance(preds, torch.Tensor):
        return preds.float() if preds.is_floating_point() else preds
    if isinstance(preds, dict):
        return {name: _in_full(each) for name, each in preds.items()}
    return type(preds)(_in_full(each) for each in preds) if isinstance(preds, list | tuple) else preds


class CornerTrainer(PoseTrainer):
    """Ultralytics' trainer for `CornerModel`."""

    def get_model(self, cfg: Any = None, weights: Any = None, verbose: bool = True) -> Any:
        model = CornerModel(cfg, self.data["channels"], self.data["nc"], self.data["kpt_shape"], verbose)
        if weights:
            model.load(weights)
        return self.set_model_names_for_load(model).to(memory_format=torch.channels_last)
