"""Components as Streamlit takes them: HTML, CSS and JavaScript, each one string.

The JavaScript of a component is ES modules, `component.js` and its parts, that any tool reads one
by one. Streamlit takes a single module without imports, so they are joined: each part once, before
who imports it, without its `import` lines, the word `export` and the types in JSDoc comments.
"""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_IMPORT = re.compile(r"^import \{([^}]*)\} from '(\.[^']+)';\n", re.MULTILINE)
_DOC = re.compile(r"^ */\*\*(?:[^*]|\*(?!/))*\*/\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default )", re.MULTILINE)
_NAME = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
_NOT_JOINED = re.compile(
    r"^(import (?!\{)|import \{[^}]*(\bas\b|\} from '[^.])|export ([*{]|\w+ [\[{]))",
    re.MULTILINE,
)


def register(name: str, module: str) -> ComponentRenderer:
    """Register the component that lies beside a Python module.

    Its data is bytes or a list: of anything else Streamlit asks whether it is a data frame, and
    loads pandas for that, half a second and 50 MB.

    Args:
        name: What Streamlit calls it.
        module: `__file__` of the module; in its folder are component.html, .css and .js.
    """
    folder = Path(module).parent
    html, css = (
        (folder / file).read_text(encoding="utf-8") for file in ("component.html", "component.css")
    )
    return st.components.v2.component(name, html=html, css=css, js=joined(folder / "component.js"))


def joined(entry: Path) -> str:
    """One module of a module and all that it imports, each part before the first who imports it.

    Raises:
        ValueError: two parts have a name at the top in common, a module imports in a circle, or
            it imports or exports in a way that cannot be joined.
        FileNotFoundError: a module that is imported does not exist.
    """
    parts = _in_order(entry.resolve(), ())
    owners: dict[str, Path] = {}
    for part, text in parts.items():
        for name in _NAME.findall(text):
            if name in owners:
                raise ValueError(f"{name} is defined in {owners[name].name} and in {part.name}")
            owners[name] = part
    return "\n".join(_stripped(text) for text in parts.values())


def _stripped(text: str) -> str:
    for pattern in (_DOC, _IMPORT, _EXPORT):
        text = pattern.sub("", text)
    return text


def _in_order(module: Path, importers: tuple[Path, ...]) -> dict[Path, str]:
    """The text of each module, parts first."""
    if module in importers:
        raise ValueError(f"{module.name} imports itself, by way of {importers[-1].name}")
    text = module.read_text(encoding="utf-8")
    if odd := _NOT_JOINED.search(text):
        raise ValueError(f"{module.name} cannot be joined: {odd[0]}…")
    parts: dict[Path, str] = {}
    for _, path in _IMPORT.findall(text):
        parts |= _in_order((module.parent / path).resolve(), (*importers, module))
    return parts | {module: text}
