"""The Results page: what was taken for what, and the pictures behind each count."""

from pages.ui.lesson.panel import show_lesson
from pages.ui.results.chosen import follow_cell
from pages.ui.results.overview import show_results
from pages.ui.shell.frame import frame
from pages.ui.subject.bar import show_subject

frame("Results")
follow_cell()  # before the bar writes it into the address
show_subject("Results")
show_results()
show_lesson("Results")
