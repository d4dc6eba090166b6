"""`python -m nin lessons`: every answer is printed, and a file is checked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nin.__main__ import main
from nin.lessons import Choice, Guess, Lesson, Run, answer, scene_of, shelf, words_at
from nin.lessons.experiment import bundled_finding
from nin.lessons.judging import written
from tests.support.lessons import LESSON
from tests.support.paths import ROOT

PRINTED = """\
a-lesson: A lesson
  for whoever reads; 3 min
  1. Look (Class maps)
  2. Do (Class maps)
  3. Guess (Architecture)
     params = 1,992,166 numbers
     not 2,238 numbers: Those are biases.
  4. Choose (Start)
     One
  5. Write (Start)
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lesson that is right."""
    monkeypatch.delenv("NIN_LESSONS", raising=False)
    path = tmp_path / "a-lesson.toml"
    path.write_text(LESSON, "utf-8")
    return path


@pytest.mark.usefixtures("file")
def test_every_lesson_that_comes_along_is_printed_with_its_answers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["lessons"]) == 0
    printed = capsys.readouterr().out
    assert "damaged" not in printed
    for lesson in shelf():
        assert isinstance(lesson, Lesson)
        assert f"{lesson.name}: {lesson.title}\n" in printed
        for number, step in enumerate(lesson.steps, 1):
            assert f"  {number}. {step.title} ({step.page})\n" in printed
            match step.task:
                case Guess() as task:
                    right = answer(task, scene_of(words_at(lesson, number)))
                    assert f"     {task.what} = {written(right, task)}\n" in printed
                case Choice(options):
                    for option in options:
                        assert (f"     {option.text}\n" in printed) == option.is_right
                case Run() as run:
                    finding = bundled_finding(run, scene_of(words_at(lesson, number)))
                    assert finding is not None
                    decide = f"what {run.seeds} runs of each decide"
                    example = f"the example that comes along: {finding.sentence}"
                    assert f"     {decide}; {example}\n" in printed
                case _:
                    pass


def test_a_file_that_is_right_is_printed_with_every_answer(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lessons", "--check", str(file)]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (PRINTED, "")


def test_a_mistake_in_a_file_is_one_line_with_its_step_and_field(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(LESSON.replace('"params"', '"flops"'), "utf-8")
    assert main(["lessons", "--check", str(file)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(
        "nin: a-lesson.toml, step 3, guess.what: there is no quantity 'flops'; there are: params, "
    )
    assert printed.err.count("\n") == 1


def test_a_file_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lessons", "--check", str(tmp_path / "no.toml")]) == 2
    line = "nin: no.toml: cannot be read (No such file or directory)\n"
    assert capsys.readouterr().err == line


def test_own_lessons_are_printed_after_and_a_damaged_one_says_why(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NIN_LESSONS", str(file.parent))
    file.with_name("b-lesson.toml").write_text("minutes = ", "utf-8")
    assert main(["lessons"]) == 0
    assert capsys.readouterr().out.endswith(
        f"\n{PRINTED}\nb-lesson: damaged\n"
        "  b-lesson.toml: is no TOML (Invalid value (at end of document))\n"
    )


def test_the_command_runs_as_a_process_of_its_own(file: Path) -> None:
    command = [sys.executable, "-m", "nin", "lessons", "--check", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout, done.stderr) == (PRINTED, "")
