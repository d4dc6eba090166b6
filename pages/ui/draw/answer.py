"""An answer as one piece of HTML: the class, ten probabilities, ten class maps, the steps.

One element and no script of ours, since every element of a page costs time in the browser and
this one is replaced some twenty times a second while the pen moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from nin.images.digit import Step
from nin.interpret.classify import Answer
from pages.ui.draw.overlay import overlaid
from pages.ui.parts.data_urls import sheet, url
from pages.ui.parts.numbers import percent, two_decimals
from pages.ui.parts.terms import TERMS
from pages.ui.parts.words import sentence
from pages.ui.subject.loading import Loaded


def answer_html(answer: Answer, loaded: Loaded, threshold: float, credit: str) -> str:
    """Everything about one answer; all words are escaped.

    Args:
        answer: What the network says.
        loaded: Who says it.
        threshold: The least probability in [0, 1] for which a class is named.
        credit: Who says it, in a line.
    """
    return (
        '<div class="nin-draw"><section aria-label="Answer">'
        f"{_headline(answer, loaded, threshold)}{_bars(answer, loaded)}"
        f'<p class="credit">{escape(credit)}</p></section>'
        f'<section aria-label="Class maps">{_maps(answer, loaded)}</section>'
        f'<section class="wide" aria-label="Steps">{_steps(answer.prepared.steps)}</section></div>'
    )


def class_text(answer: Answer, loaded: Loaded, threshold: float) -> str:
    """The class that the network names, or that it does not know."""
    is_sure = answer.probability >= threshold
    return loaded.classes[answer.best] if is_sure else "I don't know"


def sentence_html(sentence: str) -> str:
    """One sentence where there is no answer."""
    return f'<div class="nin-draw"><p class="said" role="status">{escape(sentence)}</p></div>'


def _headline(answer: Answer, loaded: Loaded, threshold: float) -> str:
    best, share = escape(loaded.classes[answer.best]), percent(answer.probability, below=threshold)
    line = f"<strong>{escape(class_text(answer, loaded, threshold))}</strong> "
    if answer.probability >= threshold:
        line += f"with {share}"
    else:
        line += f"best guess {best} with {share}, below your {percent(threshold)}"
    warning = answer.prepared.warning
    more = f'<p class="warning">⚠ {escape(sentence(warning))}</p>' if warning else ""
    return f'<p class="said" role="status">{line}</p>{more}'


def _bars(answer: Answer, loaded: Loaded) -> str:
    rows = "".join(
        f'<tr{" class=best" if index == answer.best else ""}><th scope="row">{escape(name)}</th>'
        f'<td class="bar" style="--share: {share:.1%}"></td><td>{share:.1%}</td></tr>'
        for index, (name, share) in enumerate(
            zip(loaded.classes, answer.probabilities.tolist(), strict=True)
        )
    )
    return f'<table class="nin-bars" aria-label="Probabilities"><tbody>{rows}</tbody></table>'


def _maps(answer: Answer, loaded: Loaded) -> str:
    if answer.maps is None:
        return "<p>This network has a dense head, so it has no class maps to show.</p>"
    logits = answer.maps.mean((1, 2))
    pictures = sheet(overlaid(answer.image, answer.maps, loaded.cells))
    figures = "".join(
        f'<figure class="nin-map{" best" if index == answer.best else ""}">'
        f'<div class="picture" role="img" aria-label="Class map of {escape(name)}" '
        f'style="--number: {index}"></div>'
        f"<figcaption><b>{escape(name)}</b><br>{two_decimals(logits[index])}</figcaption></figure>"
        for index, name in enumerate(loaded.classes)
    )
    style = f"--pictures: url({pictures}); --count: {len(loaded.classes)}"
    return (
        f'<p>Where each class finds <abbr title="{escape(TERMS["evidence"])}">evidence</abbr>; '
        f'below it the map\'s mean, the <abbr title="{escape(TERMS["logit"])}">logit</abbr>.</p>'
        f'<div class="nin-maps" style="{style}">{figures}</div>'
    )


def _steps(steps: Iterable[Step]) -> str:
    figures = "".join(
        f'<figure class="step"><img src="{url(step.picture)}" decoding="sync" '
        f'alt="The picture after the step {escape(step.name)}"><figcaption>'
        f"<b>{number} {escape(step.name)}.</b> {escape(step.sentence)}</figcaption></figure>"
        for number, step in enumerate(steps, 1)
    )
    return (
        f'<p>From the picture to what the network sees:</p><div class="nin-steps">{figures}</div>'
    )
