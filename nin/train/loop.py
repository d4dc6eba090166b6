"""The loop behind `nin.train.train`: one object for each run.

Fast on purpose: the images stay on the device as uint8, batches are made by index, and nothing
waits for the device but a reading of the losses, four times a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from math import isfinite

import numpy as np
import torch
from msgspec import structs
from torch import Tensor, nn
from torch.nn import functional as F

from nin import codec
from nin.data import Dataset
from nin.results.confusion import largest_class
from nin.spec import Network
from nin.train import devices, events, health, measure, memory
from nin.train.config import Orders, TrainConfig
from nin.train.events import EpochEnd, Event, Failed, Finished, Started, Step, Stopped
from nin.train.optim import Descent
from nin.train.resident import Resident, draw_warps, resident_parts
from nin.train.schedule import Budget, is_evaluation_due, rate

_READING_SECONDS = 0.25  # between two readings of the losses
_TEST_IMAGES_WITHIN_EPOCH = 256  # in an evaluation between two steps
_SECONDS_AFTER_STOP = 0.5  # that the last evaluation takes of the test images
_TRAIN_IMAGES, _TRAIN_IMAGES_AT_END = 250, 500  # evaluated after an epoch, and after the last
_DEAD_CHANNEL_IMAGES = 128  # test images by which dead channels are recognised


def run(
    network: Network,
    config: TrainConfig,
    model: nn.Sequential,
    dataset: Dataset,
    orders: Callable[[], Orders],
) -> Iterator[Event]:
    """The events of one run; see `nin.train.train`.

    Raises:
        ConfigError: the device is not there.
    """
    device, title = devices.pick(config.device)
    devices.keep_freed()
    try:
        data = resident_parts(dataset, network, device, config.until_accuracy is not None)
        model.to(device).to(memory_format=torch.channels_last)
        yield from _Loop(network, config, model, data, orders).events(dataset, title)
    except RuntimeError as error:
        if not devices.ran_out(error):
            raise
        fits = devices.batch_that_fits(network, config.batch_size, device)
        advice = health.out_of_memory(fits, config)
        yield Failed(advice.message, (advice,))


class _Loop:
    """The model and the data on their device, and how far the run has come."""

    def __init__(
        self,
        network: Network,
        config: TrainConfig,
        model: nn.Sequential,
        data: tuple[Resident, Resident, Resident],
        orders: Callable[[], Orders],
    ) -> None:
        self._network, self._config, self._model, self._read_orders = network, config, model, orders
        self._train, self._test, self._watched = data
        self._device = self._train.labels.device
        memory.forget_peak(self._device)
        self._batch = min(config.batch_size, len(self._train))
        self._steps_per_epoch = len(self._train) // self._batch
        self._low = devices.trains_in_bfloat16(config.precision, self._device)
        self._has_film = measure.has_film(network) and self._watched is self._test
        self._part = self._watched.part(_TEST_IMAGES_WITHIN_EPOCH)
        self._descent = Descent(model, config)
        self._random = torch.Generator().manual_seed(config.seed)
        self._losses, self._hits = list[Tensor](), list[Tensor]()
        self._watch = health.Watch(network.num_classes, config)
        self._orders, self._stopped = orders(), time.perf_counter()
        self._epoch, self._step, self._lr = 0, 0, 0.0
        self._budget = Budget(config, self._steps_per_epoch)
        self._last_reading = self._last_evaluation = time.perf_counter()
        torch.manual_seed(config.seed)  # dropout's; after the trial of bfloat16, which draws some

    def events(self, dataset: Dataset, device: str) -> Iterator[Event]:
        """From `Started` to the end; the weights that are left are the last good ones."""
        yield self._started(dataset, device)
        good = measure.copy_of(self._model)
        try:
            while True:
                self._epoch += 1
                yield from self._steps()
                over = self._over
                end = self._epoch_end(over)
                if not over and self._is_good_enough(end):
                    over, noticed = True, end.health
                    end = self._epoch_end(over)
                    end = structs.replace(end, health=(*noticed, *end.health))
                good = measure.copy_of(self._model)
                yield end
                if over or self._orders.stop:
                    break
        except health.NotFiniteError as error:
            yield Failed(error.health.message, (error.health,))
            return
        finally:
            self._model.load_state_dict(good)
        kind = Stopped if self._orders.stop and end.progress < 1 else Finished
        yield kind(self._epoch, self._step, self._budget.seconds, end.test_accuracy)

    def _started(self, dataset: Dataset, device: str) -> Started:
        return Started(
            network=codec.dumps(self._network),
            dataset=dataset.name,
            classes=dataset.classes,
            train_size=len(self._train),
            test_size=len(self._test),
            batch_size=self._batch,
            steps_per_epoch=self._steps_per_epoch,
            device=device,
            precision="bfloat16" if self._low else "float32",
            threads=torch.get_num_threads(),
            film=int(self._part[0]) if self._has_film else None,
            largest_class=largest_class(dataset.classes, np.bincount(dataset.test_labels)),
            held_out=0 if self._watched is self._test else len(self._watched),
        )

    def _steps(self) -> Iterator[Step]:
        """One epoch, or less where the budget or an order ends it."""
        order = torch.randperm(len(self._train), generator=self._random).to(self._device)
        warps: Tensor | None = None
        if self._config.augment != "none":
            flip = self._config.augment == "affine+flip"
            warps = draw_warps(len(order), flip, self._random).to(self._device)
        for number in range(1, self._steps_per_epoch + 1):
            if self._over and (number > 1 or self._orders.stop):
                break
            batch = slice((number - 1) * self._batch, number * self._batch)
            self._descend(order[batch], None if warps is None else warps[batch])
            now = time.perf_counter()
            idle = now - self._last_evaluation
            evaluates = is_evaluation_due(number, self._steps_per_epoch, idle)
            if evaluates or self._step == 1 or now - self._last_reading > _READING_SECONDS:
                yield self._reading(evaluates)
        if self._losses:
            yield self._reading(evaluates=False)

    def _descend(self, index: Tensor, warps: Tensor | None) -> None:
        images = self._train.plain(index) if warps is None else self._train.warped(index, warps)
        labels = self._train.labels[index]
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._low):
            logits = self._model(images)
        smoothing = self._config.label_smoothing
        loss = F.cross_entropy(logits.float(), labels, label_smoothing=smoothing)
        is_constant = self._config.recipe == "book"
        self._lr = self._top_lr * (1.0 if is_constant else rate(self._progress))
        self._descent.step(loss, self._lr)
        self._losses.append(loss.detach())
        self._hits.append((logits.argmax(1) == labels).sum())
        self._step += 1

    def _reading(self, evaluates: bool) -> Step:
        """Wait for the device and report the steps since the last reading."""
        losses = torch.stack(self._losses).tolist()
        hits = int(torch.stack(self._hits).sum())
        if exploded := health.not_finite(losses, self._step, self._config):
            raise health.NotFiniteError(exploded)
        images, seconds = len(losses) * self._batch, time.perf_counter() - self._last_reading
        self._ask()
        test = (
            self._evaluate(measure.Tested(self._watched, self._part), self._low)
            if evaluates
            else None
        )
        self._losses, self._hits = [], []
        self._last_reading = time.perf_counter()
        return Step(
            step=self._step,
            losses=tuple(round(value, 6) for value in losses),
            accuracy=round(hits / images, 6),
            lr=self._lr,
            progress=self._progress,
            seconds=self._budget.seconds,
            images_per_second=round(images / seconds, 1),
            test_loss=test.loss if test else None,
            test_accuracy=test.accuracy if test else None,
            health=self._watch.losses(losses),
        )

    def _epoch_end(self, over: bool) -> EpochEnd:
        """Evaluate: in the precision of the steps, but the last time as everybody reads them."""
        if not measure.is_finite(self._model):
            raise health.NotFiniteError(health.exploded(self._step, self._config))
        progress, low = self._progress, self._low and not over
        # The test images first: what a stop leaves time for is theirs.
        tested = self._test if over else self._watched
        watched = 0 if self._orders.stop else _DEAD_CHANNEL_IMAGES
        test = self._evaluate(measure.Tested(tested, tested.part(len(tested)), watched), low)
        trained = self._train.part(_TRAIN_IMAGES_AT_END if over else _TRAIN_IMAGES)
        train = self._evaluate(measure.Tested(self._train, trained), low)
        film = None
        if self._has_film:
            film = measure.film_frame(self._model, self._watched.plain(self._part[:1]))
        self._last_reading = time.perf_counter()
        return EpochEnd(
            epoch=self._epoch,
            step=self._step,
            progress=progress,
            seconds=self._budget.seconds,
            train_loss=train.loss,
            train_accuracy=train.accuracy,
            test_loss=test.loss,
            test_accuracy=test.accuracy,
            tested=test.images,
            dead=test.dead,
            accuracies=test.accuracies,
            peak_bytes=memory.peak_bytes(self._device),
            class_maps_json=events.class_maps_json(film),
            health=self._watch.evaluated(test.dead, progress, self._top_lr),
        )

    def _evaluate(self, tested: measure.Tested, low: bool) -> measure.Evaluation:
        evaluation = measure.evaluate(
            self._network, self._model, tested, low=low, enough=self._is_enough
        )
        self._last_evaluation = time.perf_counter()
        if not isfinite(evaluation.loss):
            raise health.NotFiniteError(health.exploded(self._step, self._config))
        return evaluation

    def _ask(self) -> None:
        """Read the orders, and note when the one to stop came."""
        if not self._orders.stop:
            self._orders, self._stopped = self._read_orders(), time.perf_counter()

    def _is_enough(self) -> bool:
        """Whether an evaluation has gone on long enough after an order to stop."""
        self._ask()
        return self._orders.stop and time.perf_counter() - self._stopped > _SECONDS_AFTER_STOP

    def _is_good_enough(self, end: EpochEnd) -> bool:
        until = self._config.until_accuracy
        return until is not None and (self._orders.stop or end.test_accuracy >= until)

    @property
    def _top_lr(self) -> float:
        return self._config.peak_lr if self._orders.lr is None else self._orders.lr

    @property
    def _progress(self) -> float:
        return self._budget.progress(self._step)

    @property
    def _over(self) -> bool:
        return self._orders.stop or self._progress == 1
