"""The commands of `python -m nin`, one module each.

A module has two functions, one that adds its arguments and one that carries it out and returns the
exit status. What cannot be carried out is raised as `common.UsageError`; `nin.__main__` prints it.
`progress` shows long work in a terminal, `checkpoint` says which file the word CHECKPOINT means.
"""
