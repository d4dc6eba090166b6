"""The Class maps page: with global average pooling the last maps are the class scores."""

from pages.ui.class_maps.views import show_views
from pages.ui.lesson.panel import show_lesson
from pages.ui.parts.terms import KEY_SENTENCE
from pages.ui.shell.frame import frame, heading
from pages.ui.subject.bar import show_subject
from pages.ui.subject.subject import subject

frame("Class maps")
show_subject("Class maps")
seen = subject()
has_class_maps = seen is None or seen.has_class_maps
heading(
    KEY_SENTENCE if has_class_maps else "A dense head has no class maps: weights stand between."
)
if seen is not None:
    show_views(seen)
show_lesson("Class maps")
