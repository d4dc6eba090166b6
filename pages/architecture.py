"""The Architecture page: edit a NiN and see what follows."""

from pages.ui.architecture.editor import show_editor
from pages.ui.architecture.toolbar import show_toolbar
from pages.ui.lesson.panel import show_lesson
from pages.ui.shell.frame import frame, heading
from pages.ui.subject.bar import show_subject

frame("Architecture")
show_subject("Architecture")
heading("Choose a layer and change it: every shape, every cost and what a value sees follow.")
show_toolbar()
show_editor()
show_lesson("Architecture")
