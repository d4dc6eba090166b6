"""Modules of a component become one, as Streamlit takes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pages.ui.components import loader
from pages.ui.components.loader import joined

COMPONENTS = sorted(Path(loader.__file__).parent.glob("*/component.js"))


def entry(folder: Path, **modules: str) -> Path:
    """Modules by their names, of which `component` is the first to be read."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "component.js"


def test_each_part_stands_once_before_who_imports_it(tmp_path: Path) -> None:
    imports = "import { b } from './b.js';\nimport { a } from './a.js';\n"
    component = entry(
        tmp_path,
        component=imports + "export default b + a;\n",
        b="import {\n  a,\n} from './a.js';\nexport const b = a;\n",
        a="export const a = 1;\nexport function f() {}\n",
    )
    lines = [line for line in joined(component).splitlines() if line]
    assert lines == ["const a = 1;", "function f() {}", "const b = a;", "export default b + a;"]


def test_types_are_left_out_and_all_other_comments_stay(tmp_path: Path) -> None:
    code = "// Why.\nconst f = a => a; // here\n/** @type {A} */ (a).b = 1;\n"
    text = f"/** @param {{number}} a */\n{code}  /**\n   * More. **\n   */\n"
    assert joined(entry(tmp_path, component=text)) == code


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        (
            {
                "component": "import { a } from './a.js';\nfunction show() {}\n",
                "a": "export const a = 1;\nconst show = 2;\n",
            },
            "show is defined in a.js and in component.js",
        ),
        (
            {"component": "import { a } from './a.js';\n", "a": "import { b } from './a.js';\n"},
            "a.js imports itself, by way of a.js",
        ),
        ({"component": "import a from './a.js';\n"}, "component.js cannot be joined: import"),
        ({"component": "import * as a from './a.js';\n"}, "component.js cannot be joined: import"),
        ({"component": "import { a } from 'react';\n"}, "component.js cannot be joined: import"),
        ({"component": "import { a as b } from './a.js';\n"}, "cannot be joined: import { a as"),
        ({"component": "export { a };\n"}, "component.js cannot be joined: export"),
        ({"component": "export * from './a.js';\n"}, "component.js cannot be joined: export"),
        ({"component": "export const [a] = b;\n"}, "component.js cannot be joined: export const"),
    ],
)
def test_what_cannot_be_joined_is_refused(
    tmp_path: Path, modules: dict[str, str], words: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        joined(entry(tmp_path, **modules))


def test_a_module_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        joined(entry(tmp_path, component="import { a } from './a.js';\n"))


@pytest.mark.parametrize("component", COMPONENTS, ids=[path.parent.name for path in COMPONENTS])
def test_a_joined_component_is_one_module_of_many_lines(component: Path) -> None:
    lines = joined(component).splitlines()
    assert [line for line in lines if line.startswith("import ")] == []
    (export,) = (line for line in lines if line.startswith("export "))
    assert export.startswith("export default function ({ data")
