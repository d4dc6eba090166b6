"""Asking a trained network about all test images, in a process that waits for the processor.

`orders` writes what is asked for and says how it stands; `__main__` is the process.
"""
