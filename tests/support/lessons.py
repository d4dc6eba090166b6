"""A small lesson that is right in everything, and what is said of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from nin.lessons import LessonError, read

LESSON = """\
title = "A lesson"
for = "whoever reads"
minutes = 3

[[steps]]
title = "Look"
text = "Here is a digit."
page = "Class maps"
show = { weights = "mnist", image = "4:1", view = "Scores" }
point = "class-maps-view"

[[steps]]
title = "Do"
text = "Take other weights."
page = "Class maps"
do = { weights = "tiny", image = "3:1" }
any = ["image"]
then = "Others."

[[steps]]
title = "Guess"
text = "How many?"
page = "Architecture"
show = { net = "d2l" }

[steps.guess]
what = "params"
tolerance = 0.01
unit = "numbers"
wrong = [{ is = "biases", says = "Those are biases." }]

[[steps]]
title = "Choose"
text = "Which?"
page = "Start"
choose = [
  { option = "One", says = "Yes.", right = true },
  { option = "Other", says = "No." },
]

[[steps]]
title = "Write"
text = "Why?"
page = "Start"
write = true
"""
STEP = LESSON[LESSON.index('[[steps]]\ntitle = "Write"') :]  # the last


def refused(file: Path, content: str | bytes) -> str:
    """What is said of this file."""
    file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    with pytest.raises(LessonError) as error:
        read(file)
    return str(error.value)
