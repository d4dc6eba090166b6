"""What the network says of a drawing, written into its place on the page."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image
from streamlit.delta_generator import DeltaGenerator

from nin.images.digit import Grey
from nin.images.planes import NoInk
from nin.interpret.classify import Answer, classify
from pages.ui.draw.answer import answer_html, sentence_html
from pages.ui.parts.words import sentence
from pages.ui.shell import session
from pages.ui.subject.loading import Loaded, credit, load
from pages.ui.subject.network_choice import ChosenNetwork


@dataclass(frozen=True, slots=True)
class Reply:
    """Where on the page a reply goes, and whose it is.

    What was answered last is noted in the session, for "It was a …" and for other pages.

    Attributes:
        place: An element that holds one thing at a time.
        chosen: The network that answers.
        threshold: The least probability in [0, 1] for which a class is named.
    """

    place: DeltaGenerator
    chosen: ChosenNetwork
    threshold: float

    def load(self) -> Loaded | None:
        """The network; where there is none, the reason takes the reply's place."""
        with self.place:
            loaded = load(self.chosen)
        if isinstance(loaded, Loaded):
            return loaded
        session.LAST_PICTURE.set(None)
        self.place.error(loaded, icon=":material/cloud_off:")
        return None

    def to(self, drawing: Grey | Image.Image) -> None:
        """Reply to a drawing."""
        if loaded := self.load():
            self.show(loaded, answer(loaded, drawing))

    def say(self, sentence: str) -> None:
        """Say why there is no answer."""
        session.LAST_PICTURE.set(None)
        self.place.html(sentence_html(sentence))

    def show(self, loaded: Loaded, given: Answer | str) -> None:
        """Show an answer, or the sentence that `answer` returned in its place."""
        if isinstance(given, str):
            self.say(given)
            return
        pixels = given.prepared.pixels
        session.LAST_PICTURE.set((pixels.shape, pixels.tobytes()))
        self.place.html(answer_html(given, loaded, self.threshold, credit(loaded, self.chosen)))


def answer(loaded: Loaded, drawing: Grey | Image.Image) -> Answer | str:
    """What a network says of a drawing, or why it cannot."""
    try:
        return classify(loaded.network, loaded.weights, loaded.preparation, drawing)
    except NoInk as error:
        return sentence(str(error))
