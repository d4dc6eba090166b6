"""Words as the pages write them."""

from __future__ import annotations


def plain(sentence: str) -> str:
    """A sentence that may quote a log or a link, with nothing left for Markdown to interpret."""
    return "".join("\\" + c if c in r"\`*_{}[]()#+-.!<>|~$:&" else c for c in sentence)


def sentence(clause: str) -> str:
    """A clause, such as an error's message, as a sentence."""
    return f"{clause[:1].upper()}{clause[1:]}."
