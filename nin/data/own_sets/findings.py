"""What to look at in a set of one's own pictures before one trains with it."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import suppress

from nin.data.image_folder import FEWEST
from nin.data.own_sets.stored import OwnSet, files, find, place
from nin.words import counted

_FEW = 20  # pictures of a class; fewer and a single one counts for much
_UNEQUAL = 3  # times as many in one class as in another


def findings(owner: str, identity: str) -> list[str]:
    """Sentences on what may spoil what a network learns from a set; none where nothing is seen.

    Raises:
        OwnSetError: as for `find`.
    """
    own = find(owner, identity)
    return [words for words in (*_few(own), _unequal(own), _equal(own), _one_hand(own)) if words]


def _few(own: OwnSet) -> list[str]:
    sentences = []
    if len(own.classes) < 2:
        sentences.append("A network needs two classes at least to tell apart.")
    lacking = [each.name for each in own.classes if each.count < FEWEST]
    if lacking and not own.is_split:
        sentences.append(
            f"Each class needs {FEWEST} pictures at least; too few: {', '.join(lacking)}."
        )
    elif own.is_split and (untested := [one.name for one in own.classes if not one.tested]):
        sentences.append(f"No pictures to test on: {', '.join(untested)}; add two at least.")
    elif any(each.count < _FEW for each in own.classes):
        sentences.append(
            f"With fewer than {_FEW} pictures of a class, a single one counts for much."
        )
    return sentences


def _unequal(own: OwnSet) -> str:
    by_count = sorted((each for each in own.classes if each.count), key=lambda each: each.count)
    if len(by_count) < 2 or by_count[-1].count <= _UNEQUAL * by_count[0].count:
        return ""
    least, most = by_count[0], by_count[-1]
    return (
        f"{most.name} has {most.count:,} pictures and {least.name} {least.count:,}: a network that "
        f"always says {most.name} would often be right."
    )


def _equal(own: OwnSet) -> str:
    digests = Counter[bytes]()
    for each in own.classes:
        for file in files(place(own.id), each.name):
            with suppress(OSError):  # removed just now
                digests[hashlib.sha256(file.read_bytes()).digest()] += 1
    twice = sum(count - 1 for count in digests.values())
    if not twice:
        return ""
    return (
        f"{counted(twice, 'picture')} too many, equal to others: where one of two is learnt and "
        "the other is for testing, the test says too much."
    )


def _one_hand(own: OwnSet) -> str:
    drawn = [each.name for each in own.classes if each.count and each.drawn == each.count]
    if not drawn:
        return ""
    names = ", ".join(drawn)
    return f"All of {names} was drawn here: what one hand drew tells little about other hands."
