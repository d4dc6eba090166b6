"""How a step changes the weights: AdamW or SGD, for networks of ReLUs and GAP.

Two things beside the textbook keep a NiN from collapsing; neither changes the network. The book's
recipe does without both, and without momentum.

- **Gradients are centralised** (Yong et al., 2020, arXiv:2004.01461): from the gradient of each
  filter its mean is subtracted. ReLUs give no values below 0, so the mean of a gradient would
  open or shut the channel for all images at once, and a shut channel does not recover.
- **Wide layers learn more slowly**: the rate of a layer that reads n values is divided by
  √(n / 64) where n is above 64. Adam moves each weight by about the rate, however small its
  gradient, and n weights together move a channel √n times as far (compare Yang et al., 2021,
  arXiv:2203.03466).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import torch
from torch import Tensor, nn
from torch.optim.adamw import adamw
from torch.optim.sgd import sgd

from nin.train.config import TrainConfig

_FULL_RATE_INPUTS = 64  # of a filter: up to so many it learns at the full rate
_MOMENTUM = 0.9
_BETAS, _EPSILON = (0.9, 0.999), 1e-8  # Kingma & Ba, 2015, arXiv:1412.6980


@dataclass(slots=True)
class _Group:
    """Parameters that learn at one rate, and the optimiser's state of each."""

    parameters: list[Tensor]
    slowdown: float  # what the rate is divided by
    weight_decay: float
    momenta: list[Tensor]
    squares: list[Tensor]
    steps: list[Tensor]


class Descent:
    """The optimiser of one run.

    It calls what `torch.optim.AdamW` and `SGD` call, whose classes would load PyTorch's compiler:
    a second more until the first step.

    Raises:
        TypeError: the model has a parameter that is neither of a convolution nor of a linear layer.
    """

    def __init__(self, model: nn.Sequential, config: TrainConfig) -> None:
        layers = [layer for layer in model.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
        weights = [layer.weight for layer in layers]
        biases = [layer.bias for layer in layers if layer.bias is not None]
        is_book = config.recipe == "book"
        slowdowns = [1.0 if is_book else _slowdown(weight) for weight in weights]
        self._groups = [_group(biases, slowdown=1, weight_decay=0)]
        for slowdown in set(slowdowns):
            members = [w for w, of_it in zip(weights, slowdowns, strict=True) if of_it == slowdown]
            self._groups.append(_group(members, slowdown, config.weight_decay))
        _check_complete(self._groups, model)
        self._centralised = [] if is_book else weights
        self._update = _plain_sgd if is_book else _UPDATES[config.optimizer]

    def step(self, loss: Tensor, lr: float) -> None:
        """Change the weights against the gradient of `loss`, at this learning rate."""
        for group in self._groups:
            for parameter in group.parameters:
                parameter.grad = None
        loss.backward()
        with torch.no_grad():
            for weight in self._centralised:
                assert weight.grad is not None
                weight.grad -= weight.grad.mean(tuple(range(1, weight.dim())), keepdim=True)
            for group in self._groups:
                self._update(group, lr / group.slowdown)


def _group(parameters: list[Tensor], slowdown: float, weight_decay: float) -> _Group:
    momenta, squares = ([torch.zeros_like(p) for p in parameters] for _ in range(2))
    steps = [torch.zeros((), device=parameter.device) for parameter in parameters]
    return _Group(parameters, slowdown, weight_decay, momenta, squares, steps)


def _check_complete(groups: list[_Group], model: nn.Sequential) -> None:
    """A kind of layer that was forgotten here would keep its initial weights, unnoticed."""
    grouped = {id(parameter) for group in groups for parameter in group.parameters}
    for name, parameter in model.named_parameters():
        if id(parameter) not in grouped:
            raise TypeError(f"{name}: no rule says how it learns; add one to nin.train.optim")


def _gradients(group: _Group) -> list[Tensor]:
    return [parameter.grad for parameter in group.parameters if parameter.grad is not None]


def _adamw(group: _Group, lr: float) -> None:
    """Loshchilov & Hutter, 2019, arXiv:1711.05101."""
    adamw(
        group.parameters,
        _gradients(group),
        group.momenta,
        group.squares,
        max_exp_avg_sqs=[],
        state_steps=group.steps,
        fused=True,
        amsgrad=False,
        beta1=_BETAS[0],
        beta2=_BETAS[1],
        lr=lr,
        weight_decay=group.weight_decay,
        eps=_EPSILON,
        maximize=False,
    )


def _sgd(group: _Group, lr: float) -> None:
    """With Nesterov's momentum (Sutskever et al., 2013)."""
    sgd(
        group.parameters,
        _gradients(group),
        list(group.momenta),
        fused=True,
        weight_decay=group.weight_decay,
        momentum=_MOMENTUM,
        lr=lr,
        dampening=0,
        nesterov=True,
        maximize=False,
    )


def _plain_sgd(group: _Group, lr: float) -> None:
    """Without momentum."""
    sgd(
        group.parameters,
        _gradients(group),
        [None] * len(group.parameters),
        fused=True,
        weight_decay=group.weight_decay,
        momentum=0.0,
        lr=lr,
        dampening=0,
        nesterov=False,
        maximize=False,
    )


_UPDATES = {"adamw": _adamw, "sgd": _sgd}


def _slowdown(weight: Tensor) -> float:
    return sqrt(max(1.0, weight[0].numel() / _FULL_RATE_INPUTS))
