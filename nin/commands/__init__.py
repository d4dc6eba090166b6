"""The commands of `python -m nin`, one module each.

A module has two functions, one that adds its arguments and one that carries it out and returns the
exit status. A command that cannot be carried out raises: an error of the library's own as it is,
anything else as `common.UsageError`. `nin.__main__` prints it and exits.
`progress` shows long work in a terminal, `checkpoint` says which file the word CHECKPOINT means.
"""
