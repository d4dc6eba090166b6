"""The answer in a sentence, what speaks against it, and the steps from a picture to the network."""

from __future__ import annotations

from html import escape

import numpy as np

from nin.images.digit import Step
from nin.interpret.logit_ledger import softmax
from pages.ui.parts.data_urls import url
from pages.ui.parts.numbers import percent
from pages.ui.parts.words import sentence
from pages.ui.subject.subject import Subject

_ARGUES = 0.05  # probability of a class that is worth a word beside the answer


def headline_html(subject: Subject, threshold: float, hint: str = "") -> str:
    """The answer as the page's title.

    Args:
        subject: The image in the network.
        threshold: The least probability in [0, 1] for which a class is named.
        hint: One sentence on what to try, in place of other words.
    """
    return _html(_answer(subject, threshold), hint or _rival(subject))


def waiting_html(words: str) -> str:
    """The page's title while there is no answer."""
    return _html(escape(words), "")


def class_text(subject: Subject, threshold: float) -> str:
    """The class that the network names, or that it does not know."""
    shares = softmax(subject.logits)
    best = subject.loaded.classes[int(shares.argmax())]
    return best if shares.max() >= threshold else "I don't know"


def _html(title: str, more: str) -> str:
    heading = f'<h1><span role="status">{title}</span></h1>'
    return f'<div class="nin-answer">{heading}<p>{escape(more)}</p></div>'


def _answer(subject: Subject, threshold: float) -> str:
    shares = softmax(subject.logits)
    best = escape(subject.loaded.classes[int(shares.argmax())])
    share = percent(float(shares.max()), below=threshold)
    if not subject.loaded.is_trained:
        return f"Untrained, so this is chance: <b>{best}</b>, {share}."
    if np.ptp(subject.logits) == 0:
        return "No class leads."
    if shares.max() < threshold:
        return f"I don't know: perhaps <b>{best}</b>, {share} sure."
    what = f"This is {_article(best)}" if best.isdecimal() else "This is:"
    return f"{what} <b>{best}</b>: {share} sure."


def _article(digit: str) -> str:
    return "an" if digit == "8" else "a"


def _rival(subject: Subject) -> str:
    """The class that comes second, where it is worth a word."""
    shares = softmax(subject.logits)
    if len(shares) < 2 or not subject.loaded.is_trained:
        return ""
    _, second = np.argsort(-shares, kind="stable")[:2]
    if shares[second] < _ARGUES:
        return ""
    return f"Or {subject.loaded.classes[second]}, {shares[second]:.0%}?"


def doubt_html(warning: str | None) -> str:
    """What may be wrong with the picture; an empty line where nothing is."""
    words = f"⚠ {escape(sentence(warning))}" if warning else ""
    return f'<p class="nin-doubt" role="status">{words}</p>'


def steps_html(steps: tuple[Step, ...]) -> str:
    """The way from a drawing or a file to what the network sees."""
    figures = "".join(
        f'<figure class="step"><img src="{url(step.picture)}" decoding="sync" '
        f'alt="The picture after the step {escape(step.name)}"><figcaption>'
        f"<b>{number} {escape(step.name)}.</b> {escape(step.sentence)}</figcaption></figure>"
        for number, step in enumerate(steps, 1)
    )
    return f'<div class="nin-steps">{figures}</div>'
