"""A look at many images is taken once, with a bar while it lasts."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.subject import many_images
from tests.support.pages.reading import unmarked


def page() -> None:
    import streamlit as st

    from pages.ui.subject.many_images import kept

    def look(progress):  # type: ignore[no-untyped-def]  # its source is all that AppTest takes
        st.session_state.looks = st.session_state.get("looks", 0) + 1
        progress(1, 4)
        if st.session_state.get("fails"):
            raise ValueError("no images")
        return f"answer {st.session_state.looks}"

    st.write(kept(st.session_state.question, look))


def visitor(question: object) -> AppTest:
    app = AppTest.from_function(page)
    app.session_state["question"] = question
    return app.run()


def answer(app: AppTest) -> str:
    assert [error.value for error in app.exception] == []
    return unmarked(app.markdown[0].value)


def test_a_question_is_looked_at_once_whoever_asks() -> None:
    first = visitor(("once", 1))
    assert answer(first) == "answer 1"
    assert answer(first.run()) == "answer 1"
    assert first.session_state["looks"] == 1
    other = visitor(("once", 1))
    assert answer(other) == "answer 1"
    assert "looks" not in other.session_state
    other.session_state["question"] = ("once", 2)
    other.run()
    assert other.session_state["looks"] == 1


def test_a_look_that_takes_long_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    for patience, bars in ((-1.0, 1), (60.0, 0)):
        monkeypatch.setattr(many_images, "_PATIENCE", patience)
        app = AppTest.from_function(page)
        app.session_state["question"] = ("bar", patience)
        app.session_state["fails"] = True  # else the bar would be gone by the end
        shown = app.run().get("progress")
        assert [bar.proto.text for bar in shown] == ["Looking at image 1 of 4 …"] * bars


def test_a_look_that_fails_is_taken_again() -> None:
    app = AppTest.from_function(page)
    app.session_state["question"] = ("fails", 1)
    app.session_state["fails"] = True
    app.run()
    assert len(app.exception) == 1
    app.session_state["fails"] = False
    assert answer(app.run()) == "answer 2"
