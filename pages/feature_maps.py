"""The Feature maps page: every layer's maps, and the small perceptron behind each pixel."""

from pages.ui.feature_maps.explorer import show_explorer
from pages.ui.lesson.panel import show_lesson
from pages.ui.shell.frame import frame, heading
from pages.ui.subject.bar import show_subject
from pages.ui.subject.subject import subject

frame("Feature maps")
show_subject("Feature maps")
seen = subject()
heading(
    "A 1×1 convolution is a fully connected layer, applied at every pixel with the same weights."
)
if seen is not None:
    show_explorer(seen)
show_lesson("Feature maps")
