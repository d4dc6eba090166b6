"""PyTorch code that is no network here: one sentence, with the line that it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from nin import sources

SNIPPETS = sorted((Path(__file__).parent / "refused").glob("*.txt"))


@pytest.mark.parametrize("file", SNIPPETS, ids=lambda file: file.stem)
def test_what_cannot_be_expressed_is_named_with_its_line(file: Path) -> None:
    source = file.read_text("utf-8")
    words = source.splitlines()[0].partition("; ")[2]
    with pytest.raises(sources.SourceError) as caught:
        sources.read(source, "net.py", 28, 1)
    where = ", " if words.startswith("line ") else ": "
    assert str(caught.value) == f"net.py{where}{words}"
