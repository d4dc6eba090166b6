import copy
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nin.codec import loads
from nin.data import DataError, with_validation
from nin.maps import class_maps
from nin.model import initial
from nin.presets import PRESETS
from nin.results import answers
from nin.spec import Dropout, Network, SpecError
from nin.train import (
    ConfigError,
    EpochEnd,
    Event,
    Failed,
    Finished,
    Health,
    Orders,
    Started,
    Step,
    Stopped,
    TrainConfig,
    train,
)
from nin.train.grammar import check
from nin.train.health import Watch
from nin.train.optim import Descent
from nin.train.resident import Resident
from nin.weights import arranged
from tests.support.digits import D2L, DIGITS, FEW, SMALL

pytestmark = pytest.mark.usefixtures("one_thread")

QUICK = TrainConfig(epochs=2, batch_size=40, precision="float32", device="cpu")
Kind = TypeVar("Kind", Started, Step, EpochEnd, Finished, Stopped, Failed)


def trained(network: Network = SMALL, config: TrainConfig = QUICK, **options: Any) -> list[Event]:
    """All events of a run on a few digits, their grammar checked."""
    run = list(train(network, config, **{"dataset": FEW, **options}))
    check(run)
    assert isinstance(run[-1], Finished | Stopped | Failed)
    return run


def only(run: Iterable[Event], kind: type[Kind]) -> list[Kind]:
    return [event for event in run if isinstance(event, kind)]


def losses(run: Iterable[Event]) -> list[float]:
    return [loss for step in only(run, Step) for loss in step.losses]


def health(run: Iterable[Event]) -> list[Health]:
    return [health for e in run if isinstance(e, Step | EpochEnd | Failed) for health in e.health]


def ordered(*orders: Orders) -> Callable[[], Orders]:
    """A function that returns these orders one after the other, and the last from then on."""
    left = list(orders)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_tiny_learns_the_bundled_digits() -> None:
    run = trained(PRESETS["tiny"].network, TrainConfig(epochs=4, device="cpu"), dataset=DIGITS)
    (finished,) = only(run, Finished)
    assert finished.test_accuracy > 0.93
    assert (finished.epochs, finished.steps) == (4, 4 * 62)
    assert not health(run)


MORE_SEEDS = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5)]


@pytest.mark.parametrize("network", [PRESETS["mnist"].network, D2L], ids=["mnist", "d2l"])
@pytest.mark.parametrize("seed", [0, *MORE_SEEDS])
def test_the_authors_and_the_books_networks_leave_ln_10_within_80_steps(
    network: Network, seed: int
) -> None:
    seen: list[float] = []
    for event in train(network, TrainConfig(epochs=1, batch_size=32, seed=seed), dataset=DIGITS):
        seen += losses([event])
        if len(seen) >= 5 and sum(seen[-5:]) / 5 < 2.15:  # ln 10 is 2.303
            break
    assert len(seen) <= 80


@pytest.mark.parametrize("network", [PRESETS["mnist"].network, D2L], ids=["mnist", "d2l"])
def test_every_class_map_starts_open_where_the_usual_start_shuts_some(network: Network) -> None:
    images = torch.from_numpy(DIGITS.test_images[::20]).float() / 255
    images = F.interpolate(images, (network.image_size,) * 2, mode="bilinear")
    shut = {True: 0, False: 0}
    for seed in range(5):
        for ours in shut:
            model = initial(network, seed).eval()
            if not ours:
                for module in model:
                    if isinstance(module, nn.Conv2d):
                        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                        nn.init.zeros_(module.bias)  # type: ignore[arg-type]  # ours all have one
            shut[ours] += int((class_maps(model, images).amax((0, 2, 3)) <= 0).sum())
    assert shut[True] == 0 < shut[False]


def test_the_same_seed_gives_the_same_losses_and_weights_and_another_one_others() -> None:
    models = [initial(SMALL, 7) for _ in range(2)]
    first, second = (trained(config=replace(QUICK, seed=7), model=model) for model in models)
    assert losses(first) == losses(second)
    assert only(first, EpochEnd)[-1].class_maps == only(second, EpochEnd)[-1].class_maps
    for a, b in zip(*(model.parameters() for model in models), strict=True):
        assert torch.equal(a, b)
    assert losses(trained(config=replace(QUICK, seed=8))) != losses(first)


def test_a_run_says_what_it_works_with() -> None:
    started = trained()[0]
    assert isinstance(started, Started)
    assert (started.network, started.dataset) == ("1x14x10 n8k5p2-8 m2s2 d0.25 n12k3p1-10", "few")
    assert (started.train_size, started.test_size, started.steps_per_epoch) == (200, 50, 5)
    assert (started.device, started.precision, started.threads) == ("CPU", "float32", 1)


def test_every_step_is_reported_once_with_its_share_of_the_budget_and_its_rate() -> None:
    run = trained(config=replace(QUICK, epochs=3))
    steps = only(run, Step)
    assert len(losses(run)) == 15 == steps[-1].step
    assert [step.step for step in steps] == np.cumsum([len(step.losses) for step in steps]).tolist()
    assert [end.progress for end in only(run, EpochEnd)] == [5 / 15, 10 / 15, 1]
    assert [end.step for end in only(run, EpochEnd)] == [5, 10, 15]
    assert all(0 < step.lr <= 0.005 for step in steps)
    assert [event.seconds for event in run[1:-1] if not isinstance(event, Started | Failed)] == (
        sorted(event.seconds for event in run[1:-1] if not isinstance(event, Started | Failed))
    )


def test_a_budget_in_seconds_ends_the_run_and_the_cycle_fits_into_it() -> None:
    run = trained(config=replace(QUICK, seconds=1.0, epochs=1))
    (finished,) = only(run, Finished)
    assert finished.epochs > 1
    assert only(run, EpochEnd)[-1].progress == 1
    rates = [step.lr for step in only(run, Step)]
    assert max(rates) > 3 * rates[0]
    assert max(rates) > 3 * rates[-1]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_last_accuracy_is_what_everybody_reads_from_the_weights(precision: str) -> None:
    model = initial(SMALL, 0)
    run = trained(config=replace(QUICK, precision=precision, epochs=6), model=model)
    model.eval()
    images = torch.from_numpy(FEW.test_images).float() / 255
    with torch.no_grad():
        logits = model(F.interpolate(images, (14, 14), mode="bilinear", antialias=True))
    labels = torch.from_numpy(FEW.test_labels)
    last = only(run, EpochEnd)[-1]
    assert last.test_accuracy == pytest.approx(float((logits.argmax(1) == labels).float().mean()))
    assert last.test_loss == pytest.approx(float(F.cross_entropy(logits, labels)), rel=0.02)
    assert last.tested == len(labels)
    assert only(run, Finished)[0].test_accuracy == last.test_accuracy


def test_the_film_shows_the_class_maps_of_the_image_that_the_start_names() -> None:
    network = PRESETS["tiny"].network
    model = initial(network, 0)
    run = trained(network, replace(QUICK, epochs=1), model=model)
    film = only(run, Started)[0].film
    assert film is not None
    image = torch.from_numpy(FEW.test_images[film : film + 1]).float() / 255
    shown = torch.tensor(only(run, EpochEnd)[0].class_maps)
    assert shown.shape == (10, 7, 7)
    assert torch.allclose(shown, class_maps(model.eval(), image)[0], atol=6e-4)  # three digits


def test_a_dense_head_trains_as_well_and_has_no_film() -> None:
    run = trained(loads("1x14x10 n6k5s2 fc16"))
    assert only(run, Started)[0].film is None
    assert all(end.class_maps is None for end in only(run, EpochEnd))
    assert set(only(run, EpochEnd)[0].dead) == {"block1_relu", "fc1_relu"}


def test_a_run_says_how_right_it_is_in_each_class_and_what_the_largest_alone_would_give() -> None:
    few, model = replace(FEW, test_labels=np.minimum(FEW.test_labels, 8)), initial(SMALL, 0)
    run = trained(dataset=few, model=model)
    (started,), ends = only(run, Started), only(run, EpochEnd)
    sizes = np.bincount(few.test_labels)
    assert started.largest_class == ("8", sizes[8] / sizes.sum())
    weights = arranged({name: value.numpy() for name, value in model.state_dict().items()})
    (*_, last) = answers(SMALL, weights, few)
    assert ends[-1].accuracies == pytest.approx(last.confusion.accuracies)
    assert ends[-1].accuracies[9] is None
    shares = np.array(ends[-1].accuracies[:9], float)
    assert shares @ sizes / sizes.sum() == pytest.approx(ends[-1].test_accuracy, abs=1e-5)


def test_an_order_to_stop_ends_in_an_evaluation_and_good_weights() -> None:
    run = trained(config=replace(QUICK, epochs=50), orders=ordered(Orders(), Orders(stop=True)))
    (stopped,) = only(run, Stopped)
    assert stopped.steps < 250
    assert stopped.test_accuracy == only(run, EpochEnd)[-1].test_accuracy


def test_a_stop_waits_for_no_whole_evaluation_and_says_how_much_of_one_there_was() -> None:
    run = trained(PRESETS["d2l"].network, dataset=DIGITS, orders=lambda: Orders(stop=True))
    (end,) = only(run, EpochEnd)
    assert 0 < end.tested < len(DIGITS.test_labels)
    assert 0 <= end.test_accuracy <= 1
    assert end.dead == {}


def test_a_stop_during_an_evaluation_needs_no_other_one() -> None:
    before = [Orders()] * 3  # at the start, after the first step, after the last of the epoch
    run = trained(config=replace(QUICK, epochs=50), orders=ordered(*before, Orders(stop=True)))
    assert [type(event) for event in run[-2:]] == [EpochEnd, Stopped]
    assert len(only(run, EpochEnd)) == 1


def test_a_stop_before_the_first_step_is_a_whole_run_too() -> None:
    run = trained(orders=lambda: Orders(stop=True))
    assert [type(event) for event in run] == [Started, EpochEnd, Stopped]


def test_a_new_learning_rate_holds_from_the_next_reading_on() -> None:
    orders = ordered(Orders(), Orders(lr=1e-6))
    steps = only(trained(config=replace(QUICK, epochs=100), orders=orders), Step)
    assert steps[0].lr > 1e-6
    assert all(step.lr <= 1e-6 for step in steps[1:])


def test_asking_no_more_leaves_the_weights_of_the_last_epoch() -> None:
    model = initial(SMALL, 0)
    run = train(SMALL, replace(QUICK, epochs=9), model=model, dataset=FEW)
    for event in run:
        if isinstance(event, EpochEnd):
            break
    good = [weight.detach().clone() for weight in model.parameters()]
    list(islice((event for event in run if isinstance(event, Step)), 1))
    run.close()  # type: ignore[attr-defined]  # it is a generator
    assert all(torch.equal(a, b) for a, b in zip(good, model.parameters(), strict=True))


def test_a_rate_that_is_far_too_high_fails_with_a_remedy_and_finite_weights() -> None:
    model = initial(SMALL, 0)
    start = [weight.detach().clone() for weight in model.parameters()]
    run = trained(config=replace(QUICK, lr=1e9), model=model)
    failed = run[-1]
    assert isinstance(failed, Failed)
    assert failed.reason.endswith("grew beyond all numbers at a learning rate of 1e+09")
    (advice,) = failed.health
    assert (advice.kind, advice.changes) == ("not finite", {"lr": 0.001})
    assert not only(run, EpochEnd)  # so the weights are those of the start
    assert all(torch.equal(a, b) for a, b in zip(start, model.parameters(), strict=True))


def test_a_loss_that_stays_at_ln_10_is_reported_once_with_why_and_a_remedy() -> None:
    model = initial(SMALL, 0)
    with torch.no_grad():
        model.get_parameter("block2_mlp1.bias").fill_(-100)
    run = trained(config=replace(QUICK, epochs=20, augment="none"), model=model)
    stuck = [advice for advice in health(run) if advice.kind == "stuck"]
    assert len(stuck) == 1
    assert stuck[0].message.startswith("the loss has been 2.303 = ln 10 for 50 steps: all classes")
    assert stuck[0].changes == {"seed": 1, "lr": 0.0005}
    assert losses(run)[-1] == pytest.approx(math.log(10), abs=1e-6)
    (step,) = [s.step for s in only(run, Step) if any(h.kind == "stuck" for h in s.health)]
    assert step >= 50


def test_a_network_that_learns_is_not_called_stuck() -> None:
    assert not health(trained(config=replace(QUICK, epochs=15)))


@pytest.mark.parametrize(("optimizer", "usual"), [("adamw", 0.005), ("sgd", 0.1)])
def test_a_run_whose_loss_hardly_moves_is_told_to_raise_its_rate(
    optimizer: str, usual: float
) -> None:
    run = trained(config=replace(QUICK, epochs=8, lr=1e-6, optimizer=optimizer))
    (advice,) = health(run)
    assert advice.kind == "unmoved"
    assert advice.message.startswith("the loss has hardly moved, from 2.3")
    assert advice.message.endswith(": at a learning rate of 1e-06 the steps are too small")
    assert advice.remedy == f"start again with a higher learning rate, {usual:g}"
    assert advice.changes == {"lr": usual}
    first = next(end for end in only(run, EpochEnd) if end.health)
    assert first.progress == 0.5


def test_a_run_that_only_just_began_is_not_said_to_move_too_little() -> None:
    assert not health(trained(config=replace(QUICK, epochs=3, lr=1e-6)))  # 15 steps
    stop = ordered(*[Orders()] * 6, Orders(stop=True))
    assert not health(trained(config=replace(QUICK, epochs=50, lr=1e-6), orders=stop))


def test_a_loss_that_rests_at_ln_10_at_a_tiny_rate_is_told_to_raise_it() -> None:
    at_rest = [math.log(10)] * 50
    (low,) = Watch(10, TrainConfig(lr=1e-6)).losses(at_rest)
    assert (low.kind, low.changes) == ("unmoved", {"lr": 0.005})
    for high in (None, 0.001, 0.05):
        (found,) = Watch(10, TrainConfig(lr=high)).losses(at_rest)
        assert found.kind == "stuck"
        assert found.changes["lr"] < TrainConfig(lr=high).peak_lr


def test_what_was_noticed_before_is_not_said_again_in_other_words() -> None:
    watch = Watch(10, TrainConfig(lr=1e-6))
    assert len(watch.losses([math.log(10)] * 50)) == 1
    assert watch.losses([math.log(10)] * 50) == ()
    assert watch.evaluated({"relu": 0.0}, 1.0, 1e-6) == ()


def test_a_loss_that_fell_is_not_said_to_rest_however_low_the_rate_was() -> None:
    watch = Watch(10, TrainConfig(lr=1e-6))
    assert watch.losses([2.3] * 20 + [2.2] * 20) == ()
    assert watch.evaluated({}, 1.0, 1e-6) == ()


def test_dead_channels_are_counted_by_layer_and_reported() -> None:
    model = initial(SMALL, 0)
    with torch.no_grad():
        model.get_parameter("block1_conv.bias")[:6] = -100
    run = trained(model=model)
    ends = only(run, EpochEnd)
    assert ends[0].dead["block1_relu"] == 6 / 8
    (advice,) = [advice for advice in health(run) if advice.kind == "dead"]
    assert advice.message.startswith(
        "Block 1, convolution: 75% of its channels are 0 for every image"
    )


class Greedy(nn.Module):
    """Needs more memory than there is for a batch of more than this many images."""

    def __init__(self, fits: int, error: Exception) -> None:
        super().__init__()
        self.fits, self.error = fits, error

    def forward(self, x: Tensor) -> Tensor:
        if len(x) > self.fits:
            raise self.error
        return x


def greedy(fits: int, error: Exception) -> nn.Sequential:
    first = ("greedy", Greedy(fits, error))
    return nn.Sequential(OrderedDict([first, *initial(SMALL, 0).named_children()]))


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError(
            "[enforce fail at alloc_cpu.cpp:1] DefaultCPUAllocator: can't allocate memory"
        ),
    ],
)
def test_too_little_memory_ends_the_run_with_a_batch_that_fits(error: Exception) -> None:
    model = greedy(50, error)
    (failed,) = only(trained(config=replace(QUICK, batch_size=200), model=model), Failed)
    assert failed.reason == "a batch of 200 images needs more memory than the device has left"
    assert failed.health[0].changes == {"batch_size": 64}
    assert failed.health[0].remedy == "start again with a batch of 64"


def test_another_error_of_the_network_is_not_taken_for_a_lack_of_memory() -> None:
    with pytest.raises(RuntimeError, match="a mistake"):
        trained(model=greedy(0, RuntimeError("a mistake")))


def test_what_cannot_be_trained_is_refused_before_the_start() -> None:
    with pytest.raises(SpecError, match="Block 1: a 30×30 window does not fit"):
        trained(loads("1x14x10 n10k30"))
    with pytest.raises(
        ConfigError, match=r"^few: has 10 classes, the network 7; give the network as"
    ):
        trained(loads("1x14x7 n7k3"))
    with pytest.raises(ConfigError, match=r"^device: there is no cuda:9 here; take auto or cpu$"):
        trained(config=replace(QUICK, device="cuda:9"))
    with pytest.raises(DataError, match=r"is not a data set|has 0 folders|cannot be opened"):
        list(train(SMALL, replace(QUICK, dataset="folder:nowhere")))


@pytest.mark.parametrize("optimizer", ["adamw", "sgd"])
def test_a_step_is_pytorchs_own_on_gradients_without_their_means(optimizer: str) -> None:
    config = TrainConfig(optimizer=optimizer, weight_decay=0.1)
    ours, theirs = initial(SMALL, 1), initial(SMALL, 1)
    layers = [module for module in theirs if isinstance(module, nn.Conv2d)]
    groups: list[dict[str, Any]] = [{"params": [layer.bias], "weight_decay": 0} for layer in layers]
    for layer in layers:  # a layer that reads n > 64 values learns √(n / 64) times more slowly
        slower = math.sqrt(max(1, layer.weight[0].numel() / 64))
        groups.append({"params": [layer.weight], "weight_decay": 0.1, "lr": 0.01 / slower})
    reference: torch.optim.Optimizer
    if optimizer == "adamw":
        reference = torch.optim.AdamW(groups, lr=0.01)
    else:
        reference = torch.optim.SGD(groups, lr=0.01, momentum=0.9, nesterov=True)
    descent = Descent(ours, config)
    images, labels = torch.rand(8, 1, 14, 14), torch.arange(8)
    for step in range(3):
        torch.manual_seed(step)
        descent.step(F.cross_entropy(ours(images), labels), 0.01)
        torch.manual_seed(step)
        reference.zero_grad()
        F.cross_entropy(theirs(images), labels).backward()
        for layer in layers:
            assert layer.weight.grad is not None
            layer.weight.grad -= layer.weight.grad.mean((1, 2, 3), keepdim=True)
        reference.step()
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.allclose(a, b, atol=2e-4)


def test_a_layer_that_the_optimiser_would_leave_as_it_is_is_refused_by_name() -> None:
    model = initial(SMALL, 1)
    model.add_module("norm", nn.BatchNorm2d(8))
    with pytest.raises(TypeError, match=r"^norm\.weight: no rule says how it learns"):
        Descent(model, TrainConfig())


def test_an_accuracy_on_held_out_images_ends_the_run_and_the_test_images_are_looked_at_once() -> (
    None
):
    config = TrainConfig(epochs=20, device="cpu", until_accuracy=0.9)
    run = trained(PRESETS["tiny"].network, config, dataset=DIGITS)
    (start,), (finished,) = only(run, Started), only(run, Finished)
    ends = only(run, EpochEnd)
    assert (start.train_size, start.held_out) == (3_334, 666)
    assert len(ends) < 20
    assert all(end.test_accuracy < 0.9 and end.tested == 666 for end in ends[:-1])
    assert ends[-1].tested == len(DIGITS.test_labels)
    assert finished.test_accuracy == ends[-1].test_accuracy
    like = train(
        PRESETS["tiny"].network,
        replace(config, until_accuracy=None),
        dataset=with_validation(DIGITS, shuffled=True),
    )
    without = next(event for event in like if isinstance(event, EpochEnd))
    assert (without.train_loss, without.test_loss) == (ends[0].train_loss, ends[0].test_loss)


def test_the_books_recipe_is_plain_sgd_at_one_rate_from_xaviers_weights() -> None:
    config = TrainConfig(
        epochs=1, device="cpu", precision="float32", recipe="book", optimizer="sgd", lr=0.05,
        batch_size=32, augment="none", weight_decay=0.0, label_smoothing=0.0,
    )  # fmt: skip
    network = replace(SMALL, layers=tuple(x for x in SMALL.layers if not isinstance(x, Dropout)))
    model = initial(network, 0, "book")
    theirs = copy.deepcopy(model)
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.05)
    run = trained(network, config, model=model, dataset=FEW)
    assert {step.lr for step in only(run, Step)} == {0.05}
    order = torch.randperm(len(FEW.train_labels), generator=torch.Generator().manual_seed(0))
    data = Resident(FEW.train_images, FEW.train_labels, network, torch.device("cpu"))
    for batch in order[: len(order) // 32 * 32].split(32):
        optimizer.zero_grad()
        F.cross_entropy(theirs(data.plain(batch)), data.labels[batch]).backward()
        optimizer.step()
    for ours, expected in zip(model.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(ours, expected, rtol=1e-4, atol=1e-6)
