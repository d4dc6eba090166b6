"""The lesson's card over any page, without a browser."""

from __future__ import annotations

from tests.support.pages.reading import unmarked
from tests.support.pages.visitor import Visitor


class LessonPage(Visitor):
    """A visitor who follows a lesson."""

    def __init__(self, lesson: str, step: int | str = 1, page: str = "pages/class_maps.py") -> None:
        super().__init__(page, lesson=lesson, step=str(step))

    @property
    def step(self) -> str:
        """The title of the step that is open."""
        (head,) = [html.value for html in self.app.html if 'class="nin-lesson"' in html.value]
        return head.split('tabindex="-1">')[1].split("<")[0]

    def says(self) -> str:
        """All words of the page, those of what is done, too, without emphasis."""
        done = [unmarked(box.value) for box in self.app.success]
        return "\n".join([super().says(), *done]).replace("**", "")

    def messages(self) -> list[str]:
        """What is said of answers and faults, without emphasis."""
        return [message.replace("**", "") for message in super().messages()]

    def guess(self, text: str) -> None:
        """Type a guess."""
        (field,) = [field for field in self.app.text_input if field.label == "Your guess"]
        field.set_value(text)
        self.run()

    def choose_answer(self, text: str) -> None:
        """Choose an answer."""
        (radio,) = self.app.radio
        radio.set_value(text)
        self.run()

    def done(self) -> list[int]:
        """The numbers of the steps that are done."""
        (plan,) = [html.value for html in self.app.html if 'class="nin-plan"' in html.value]
        marks = [line.split("<span>")[1][0] for line in plan.split("<li")[1:]]
        return [number for number, mark in enumerate(marks, 1) if mark == "✓"]
