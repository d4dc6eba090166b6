"""From a drawing or a photo to a digit of 28 × 28 as MNIST has them.

`digit` is the way as a whole, step by step, so that a page can show each step. `ink` finds what was
written and leaves paper and shadow out; `strokes` makes lines as thick as MNIST's; `uploads` reads
files of strangers within bounds.
"""

from nin.images.digit import to_digit

__all__ = ["to_digit"]
