"""The Lessons page: all lessons, and where one begins."""

from pages.ui.lesson.panel import show_lesson
from pages.ui.lessons.overview import show_lessons
from pages.ui.shell.frame import frame
from pages.ui.subject.bar import show_subject

frame("Lessons")
show_subject("Lessons")
show_lessons()
show_lesson("Lessons")
