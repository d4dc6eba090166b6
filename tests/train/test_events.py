import json
import math
from dataclasses import fields
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from nin.data import SETS
from nin.train import (
    ConfigError,
    EpochEnd,
    Event,
    Failed,
    Finished,
    Health,
    Started,
    Step,
    Stopped,
    TrainConfig,
    config,
    events,
)
from nin.train.events import ClassMaps, Count, EventError, Number, Share, class_maps_json
from nin.train.grammar import check

FINITE = st.floats(-1e39, 1e39)
COUNTS = st.integers(0, 10**9)
SHARES = st.floats(0, 1)
TEXTS = st.text(st.characters(codec="utf-8"))
_BY_HINT: dict[Any, st.SearchStrategy[Any]] = {
    Number: FINITE, Number | None: st.none() | FINITE,
    Share: SHARES, Share | None: st.none() | SHARES,
    Count: COUNTS, Count | None: st.none() | COUNTS,
    str: TEXTS,
}  # fmt: skip


def made(kind: type[Any], **strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    usual = {name: _BY_HINT[hint] for name, hint in hints.items() if hint in _BY_HINT}
    return st.builds(kind, **(usual | strategies))


HEALTH = made(
    Health, changes=st.dictionaries(st.sampled_from(["lr", "batch_size", "seed"]), FINITE | COUNTS)
)
HEALTHS = st.lists(HEALTH, max_size=2).map(tuple)


@st.composite
def class_maps(draw: st.DrawFn) -> ClassMaps:
    count, height, width = (draw(st.integers(1, 3)) for _ in range(3))
    return tuple(
        tuple(tuple(draw(FINITE) for _ in range(width)) for _ in range(height))
        for _ in range(count)
    )


EVENTS: st.SearchStrategy[Event] = st.one_of(
    made(Started, classes=st.lists(TEXTS).map(tuple)),
    made(
        Step,
        losses=st.lists(FINITE, min_size=1).map(tuple),
        health=HEALTHS,
    ),
    made(
        EpochEnd,
        dead=st.dictionaries(TEXTS, SHARES),
        class_maps_json=(st.none() | class_maps()).map(class_maps_json),
        health=HEALTHS,
    ),
    made(Finished),
    made(Stopped),
    made(Failed, health=HEALTHS),
)
START = Started("1x28x10 n10k3", "digits", ("0", "1"), 80, 20, 8, 10, "CPU", "float32", 1, 3)
STEP = Step(2, (2.3, 2.2), 0.1, 0.005, 0.1, 0.5, 640.0)
EPOCH = EpochEnd(1, 10, 0.5, 1.0, 2.0, 0.4, 2.1, 0.3, 20, {"block1_relu": 0.0})
END = Finished(1, 10, 1.0, 0.3)


@given(EVENTS)
def test_an_event_is_one_line_and_comes_back_from_it(event: Event) -> None:
    line = events.to_json(event)
    assert "\n" not in line
    again = events.from_json(line)
    if isinstance(event, EpochEnd) and isinstance(again, EpochEnd):
        assert again.class_maps == event.class_maps
        assert again.num_class_maps == len(event.class_maps or ())
        again = replace(again, class_maps_json=event.class_maps_json)  # with other blanks
    assert again == event


@given(EVENTS, st.data())
def test_an_event_with_a_field_missing_or_unknown_or_of_another_type_is_refused(
    event: Event, data: st.DataObject
) -> None:
    values = json.loads(events.to_json(event))
    name = data.draw(st.sampled_from([name for name in values if name != "event"]))
    (field,) = [field for field in structs.fields(event) if field.encode_name == name]
    for changed in (
        {**values, "more": 1},
        {**values, name: {"a": {}}},
        {**values, "event": "Surprise"},
        {**values, "event": [name]},
        *([{key: values[key] for key in values if key != name}] if field.required else []),
    ):
        with pytest.raises(EventError, match=r"^not an event: '"):
            events.from_json(json.dumps(changed))


@given(st.text() | st.just('{"event": "Failed", "reason": "x"}').map(lambda text: text[:-3]))
def test_no_other_line_is_an_event(line: str) -> None:
    with pytest.raises(EventError):
        events.from_json(line)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_not_finite_are_neither_written_nor_read(number: str) -> None:
    line = events.to_json(END).replace("0.3", number)
    with pytest.raises(EventError):
        events.from_json(line)
    with pytest.raises(ValueError, match="not JSON compliant"):
        events.to_json(replace(END, seconds=float("nan")))


@pytest.mark.parametrize(
    ("event", "name", "value"),
    [
        (STEP, "accuracy", "1.1"),
        (STEP, "progress", "-0.1"),
        (STEP, "test_accuracy", "2"),
        (STEP, "lr", "1" + 400 * "0"),
        (STEP, "lr", "true"),
        (STEP, "step", "1" + 400 * "0"),
        (STEP, "step", "-1"),
        (START, "film", "-1"),
        (START, "largest_class", '["0", 1.1]'),
        (START, "largest_class", '["0"]'),
        (EPOCH, "accuracies", "[1.1]"),
        (EPOCH, "accuracies", "0.5"),
        (START, "classes", r'["\ud800"]'),
        (START, "dataset", r'"\udfff"'),
        (EPOCH, "dead", '{"block1_relu": 7}'),
        (EPOCH, "dead", r'{"\ud800": 0.5}'),
        (EPOCH, "class_maps", "[]"),
        (EPOCH, "class_maps", "[[]]"),
        (EPOCH, "class_maps", "[[[]]]"),
        (EPOCH, "class_maps", "[[[1], [2, 3]]]"),
        (EPOCH, "class_maps", "[[[1, 2]], [[3]]]"),
        (EPOCH, "health", '[{"kind": "dead", "message": "", "remedy": "", "changes": {"x": 1}}]'),
    ],
)
def test_a_value_that_no_run_can_have_is_refused(event: Event, name: str, value: str) -> None:
    values = json.loads(events.to_json(event))
    line = json.dumps({**values, name: "HERE"}).replace('"HERE"', value)
    assert events.from_json(json.dumps(values)) == event
    with pytest.raises(EventError, match=r"^not an event: '"):
        events.from_json(line)


@pytest.mark.parametrize(
    "order",
    [
        [START, STEP, EPOCH, END],
        [START, EPOCH, Stopped(1, 0, 0.1, 0.1)],
        [START, STEP, STEP, EPOCH, STEP, EPOCH, END],
        [Failed("no data")],
        [START, STEP, Failed("nan")],
        [START, EPOCH, Failed("nan")],
        [START, STEP],  # not over yet
        [],
    ],
)
def test_the_grammar_lets_through_what_a_run_can_say(order: list[Event]) -> None:
    check(order)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ([STEP], "event 1: Step after nothing"),
        ([START, START], "event 2: Started after Started"),
        ([START, END], "event 2: Finished after Started"),
        ([START, STEP, END], "event 3: Finished after Step"),
        ([START, EPOCH, END, STEP], "event 4: Step after Finished"),
        ([START, EPOCH, END, Failed("late")], "event 4: Failed after Finished"),
        ([Failed("a"), Failed("b")], "event 2: Failed after Failed"),
    ],
)
def test_the_grammar_names_the_first_event_out_of_order(order: list[Event], words: str) -> None:
    with pytest.raises(EventError, match=f"^{words}$"):
        check(order)


def test_the_time_to_go_follows_from_the_share_that_is_done() -> None:
    assert replace(STEP, progress=0.25, seconds=10.0).eta == 30
    assert replace(STEP, progress=0.0).eta == 0
    assert STEP.loss == pytest.approx(2.25)


@given(
    st.builds(
        TrainConfig,
        dataset=st.sampled_from([*SETS, "folder:my images"]),
        epochs=st.integers(1, 1000),
        seconds=st.none() | st.floats(1, 86_400),
        batch_size=st.integers(1, 8_192),
        optimizer=st.sampled_from(config.OPTIMIZERS),
        lr=st.none() | st.floats(1e-9, 1e9),
        weight_decay=st.floats(0, 1),
        augment=st.sampled_from(config.AUGMENTATIONS),
        label_smoothing=st.floats(0, 0.5),
        seed=st.integers(0, 2**31 - 1),
        device=st.sampled_from(["auto", "cpu", "cuda", "cuda:1", "mps"]),
        precision=st.sampled_from(config.PRECISIONS),
        threads=st.integers(0, 256),
    )
)
def test_a_description_comes_back_from_its_text(described: TrainConfig) -> None:
    assert config.from_json(config.to_json(described)) == described


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"dataset": "imagenet"},
            "dataset: 'imagenet' is not one of digits, mnist, fashion-mnist",
        ),
        ({"dataset": "folder:"}, "dataset: 'folder:' is not one of"),
        ({"epochs": 0}, "epochs: must be a whole number from 1 to 1,000, got 0"),
        ({"epochs": True}, "epochs: must be a whole number from 1 to 1,000, got True"),
        ({"seconds": 0.5}, "seconds: must be a number from 1 to 86,400, got 0.5"),
        ({"batch_size": 2.5}, "batch_size: must be a whole number from 1 to 8,192, got 2.5"),
        ({"optimizer": "adam"}, "optimizer: 'adam' is not one of adamw, sgd"),
        ({"lr": 0}, "lr: must be a number above 0, got 0; try 0.005"),
        ({"lr": 1e10}, r"lr: must be at most 1e\+09; try 0.005"),
        ({"lr": "fast"}, "lr: must be a number above 0, got 'fast'; try 0.005"),
        ({"weight_decay": -1}, "weight_decay: must be a number from 0 to 1, got -1"),
        (
            {"augment": ["affine"]},
            r"augment: \['affine'\] is not one of none, affine, affine\+flip",
        ),
        ({"label_smoothing": 1}, "label_smoothing: must be a number from 0 to 0.5, got 1"),
        ({"seed": 2**31}, "seed: must be a whole number from 0 to 2,147,483,647, got 2147483648"),
        ({"device": "tpu"}, "device: 'tpu' is not auto, cpu, cuda, cuda:N or mps"),
        ({"precision": "float16"}, "precision: 'float16' is not one of auto, float32, bfloat16"),
        ({"threads": -1}, "threads: must be a whole number from 0 to 256, got -1"),
        ({"download": 1}, "download: must be true or false, got 1"),
        ({"rate": 1}, "config: 'rate' is unknown; known are augment, batch_size"),
    ],
)
def test_a_wrong_value_is_quoted_with_what_would_be_right(
    values: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigError, match=f"^{words}"):
        config.from_json(json.dumps(values))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1]", r"must be an object like {\"epochs\": 8}, got \[1\]$"),
        ("null", "must be an object like .*, got null$"),
        ("[" * 100_000, r"must be an object like .*, got \[{40}$"),
        ('{"a": ' + "[" * 100_000, "not JSON"),
        ('{"epochs": 1', "not JSON; write an object like"),
        ('{"lr": NaN}', "not JSON"),
        ("", "not JSON"),
    ],
)
def test_a_description_that_is_no_object_is_refused(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=f"^config: {words}"):
        config.from_json(text)


def test_a_rate_that_is_no_number_is_refused_wherever_it_comes_from() -> None:
    for rate in (math.nan, -math.inf, True, "0.1"):
        with pytest.raises(ConfigError, match="lr: must be a number above 0, got "):
            config.check_lr(rate)
    with pytest.raises(ConfigError, match=r"^lr: must be at most 1e\+09; try 0.005$"):
        config.check_lr(math.inf)


def test_every_field_of_a_description_can_be_left_out() -> None:
    assert config.from_json("{}") == TrainConfig()
    assert len(fields(TrainConfig)) == len(json.loads(config.to_json(TrainConfig())))
