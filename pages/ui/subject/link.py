"""Links: which network, weights and image, and the place on a page; and the browser's address.

The address says what network is shown with which weights, by one of three words: `weights=mnist`
and `run=0001-…` name weights, which belong to a network; `net=…` is the text of one without.
Beside a run stands which others are overlaid on it, beside all of them an experiment; on Results
the data set and the cell of the confusion, as `data` and `taken`; of a lesson that is open its name
and the step, `lesson` and `step`; and what is hidden, as `hide`. A link that is sent says more:
`image`, `view`, `layer`, `cell` and `mask`; a lesson's step says by itself what is looked at. What
a link lacks stays as it is, but for an experiment, in whose place its network or run is then
shown, and for what is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from nin.checkpoint_header import CheckpointError
from nin.codec import dumps, link, loads
from nin.lessons import LessonError
from nin.limits import MAX_LINK
from nin.runs import RunError
from nin.spec import SpecError
from pages.ui.components.history.component import gone_to
from pages.ui.shell import known_weights, network_state, run_choice, session
from pages.ui.shell.frame import FILES
from pages.ui.shell.known_weights import UNTRAINED, Kind, Origin
from pages.ui.subject import hidden, lesson_place, picture
from pages.ui.subject.link_image import image_words, open_image

_PLACE = ("view", "mode", "layer", "cell", "mask")
_RESULTS = ("data", "taken")  # on Results, in the address itself
_OVERLAID = 16  # runs that a link may have overlaid: each is read from the disk
_UNKNOWN_WEIGHTS = "there are no weights of that name here"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to what is seen now.

    Attributes:
        query: From its question mark on.
        lacks: One sentence on what it does not carry; None if it carries all.
    """

    query: str
    lacks: str | None


def sync(page: str) -> None:
    """Bring session and address together; every page does so before it shows anything."""
    query, before = st.query_params.to_dict(), session.PAGE.get()
    session.PAGE.set(page)  # what stands in an address depends on it
    if not session.STEPS.get():
        _open(query)
        _turn_to_step(page, query)
    elif before != page:
        if query:  # a link, or the way back to another page; the menu has none
            session.OPENED.set(("", ""))  # one that was opened on another page is a new one here
            _open(query)
            _turn_to_step(page, query)
    elif (gone := gone_to()) is not None:
        lesson_place.close()  # unless there was one
        _open(_parsed(gone))


def _turn_to_step(page: str, query: Mapping[str, str]) -> None:
    """A link to a lesson's step may have been opened on any page."""
    place = lesson_place.current() if "lesson" in query else None
    if place is not None and place.step.page != page:
        st.switch_page(FILES[place.step.page])


def order() -> tuple[int, str | None]:
    """What the browser's address is to be, and the number of the order for it."""
    number, address = session.ADDRESS.get()
    if network_state.link_error() is not None:
        return number, None  # a link that is nothing stands where its owner can mend it
    opened, query = session.OPENED.get()
    now = f"?{urlencode(_address_words())}"
    if address != now:
        number += 1
        session.ADDRESS.set((number, now))
    return number, query if opened == now else now


def full(seen: picture.Picture | None, hides: Mapping[str, str]) -> Link:
    """A link to what is seen now, with this image, that hides what these words say."""
    place = {name: value for name, value in session.PLACE.get().items() if value}
    words = {**_address_words(), **place}
    words.pop(hidden.WORD, None)
    words |= hides
    image, lacks = image_words(seen)
    query = f"?{urlencode({**words, **image})}"
    if len(query) > MAX_LINK:
        lacks = "The picture does not fit into a link: who opens it sees a sample."
        query = f"?{urlencode(words)}"
    return Link(query, lacks)


def show(words: Mapping[str, str]) -> None:
    """Look at what these words say, as if a link had; for lessons, whose words can be followed.

    An experiment that is shown, and runs that are overlaid, stay where nothing is said of them.
    """
    _open_network({**_training_words(), **words})
    _look(words)
    if result := _result_words(words):
        note_result(**result)


def here() -> dict[str, str]:
    """What is looked at now, in words for `show`; of the pad also which drawing it is."""
    source, sample = picture.source()
    image = f"{sample[0]}:{sample[1]}" if sample else source
    if source == picture.PAD_SOURCE:
        image = picture.drawing_word()
    words = {**_network_words(), **_training_words()}
    return {**words, **session.PLACE.get(), **_result_here(), "image": image}


def note_place(**place: str) -> None:
    """Note where on the page one is, for links: its view, layer, cell and mask."""
    session.PLACE.set(place)


def note_result(**place: str) -> None:
    """Note what Results is to show, its data set and the cell of the confusion: empty for none."""
    session.RESULTS_PLACE.set({name: value for name, value in place.items() if value})


def result_noted() -> Mapping[str, str]:
    """What `note_result` was told last, or a link: a stranger's words."""
    return session.RESULTS_PLACE.get()


def place_of_link() -> Mapping[str, str]:
    """The place that a link has just asked for, once."""
    return session.LINKED_PLACE.pop()


def _address_words() -> dict[str, str]:
    words, more = _network_words(), _training_words()
    if "run" not in words or more["experiment"]:
        more["overlay"] = ""
    words |= {name: value for name, value in more.items() if value}
    return words | _result_here() | lesson_place.address_words() | hidden.address_words()


def _training_words() -> dict[str, str]:
    """What Training shows: an experiment, and what is overlaid on the run; empty for none."""
    overlaid = ",".join(run_choice.compared()[:_OVERLAID])
    return {"experiment": run_choice.experiment() or "", "overlay": overlaid}


def _result_here() -> dict[str, str]:
    return session.RESULTS_PLACE.get() if session.PAGE.get() == "Results" else {}


def _result_words(words: Mapping[str, str]) -> dict[str, str]:
    return {name: words[name][:MAX_LINK] for name in _RESULTS if name in words}


def _network_words() -> dict[str, str]:
    shown, run = network_state.step_shown(), run_choice.picked()
    match shown.kind:
        case Kind.BUNDLED:
            words = {"weights": shown.name}
        case Kind.RUN:
            return {"run": shown.name}
        case _:
            words = {"net": link(shown.text)}
            if network_state.known(shown.text) != UNTRAINED:
                words["weights"] = "none"
    return words | ({"run": run} if run else {})


def _open(query: Mapping[str, str]) -> None:
    """Follow a link that came from outside; a bad one leaves all as it is.

    A lesson's step knows what it looks at: where the link's own words are bad, it shows that.
    """
    words, fault = dict(query), None
    hidden.follow(words)
    try:
        words = lesson_place.followed(query)
        _open_network(words)
    except SpecError as error:
        fault = f"This link is not a network: {error}"
    except (CheckpointError, LessonError, RunError, KeyError) as error:
        why = _UNKNOWN_WEIGHTS if isinstance(error, KeyError) else str(error)
        fault = f"This link cannot be followed: {why}"
    if fault and (place := lesson_place.opened_by(query)) is not None:
        words = lesson_place.scene_words(place)
        _open_network(words)
        fault = f"{fault}; the lesson shows its own network"
    if session.PAGE.get() == "Results" or _result_words(words):
        note_result(**_result_words(words))
    if not session.STEPS.get():
        network_state.show_home()
    network_state.set_link_error(fault)
    address = f"?{urlencode(_address_words())}"
    # what stands in the browser is another address, where the link was at fault
    session.ADDRESS.set((session.ADDRESS.get()[0], "" if fault else address))
    more = {name: words[name] for name in ("image", *_PLACE) if name in words}
    opened = (address, f"?{urlencode({**_address_words(), **more})}")
    if more and session.OPENED.get() != opened:
        session.OPENED.set(opened)
        _look(words)


def _look(words: Mapping[str, str]) -> None:
    open_image(words.get("image", ""))
    session.LINKED_PLACE.set({name: words[name] for name in _PLACE if name in words})


def _open_network(words: Mapping[str, str]) -> None:
    net, weights, run = (words.get(name) for name in ("net", "weights", "run"))
    run = run or None
    if run is not None and not run_choice.is_there(run):
        run_choice.refuse(f"there is no run {run[:40]} here; choose one below")
        run = None
    if run is not None:
        run_choice.pick(run)
        run_choice.compare(words.get("overlay", "").split(",")[:_OVERLAID])
    _open_experiment(words.get("experiment", ""))
    if net is not None:
        text = dumps(loads(net))
        origin = UNTRAINED if weights == "none" else _origin_of(text, run)
        network_state.show(text, origin)
    elif weights is not None:
        _show(Origin.bundled(weights))
    elif run is not None:
        _show(Origin.run(run))
    elif not session.STEPS.get():
        network_state.show_home()


def _open_experiment(name: str) -> None:
    if name and name not in run_choice.experiment_names():
        run_choice.refuse(f"there is no experiment {name[:40]} here; choose one below")
        name = ""
    run_choice.show_experiment(name or None)


def _origin_of(text: str, run: str | None) -> Origin:
    """The weights of a network in a link: the run's beside it, if it trains this very network."""
    if run is not None and known_weights.network_text(Origin.run(run)) == text:
        return Origin.run(run)
    return network_state.known(text)


def _show(origin: Origin) -> None:
    network_state.show(known_weights.network_text(origin), origin)


def _parsed(query: str) -> dict[str, str]:
    """The words of an address, as Streamlit reads them."""
    return dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))
