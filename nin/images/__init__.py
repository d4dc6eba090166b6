"""From a drawing or a photo to a digit of 28 × 28 as MNIST has them; images to a network's size.

`digit` is the way as a whole, step by step, so that a page can show each step. It goes from `paper`
(any picture in 8 bits, nothing transparent) through `ink` (what was written, without paper and
shadow) to `strokes` (lines as thick as MNIST's); `planes` has the geometry that all of them share.

`uploads` reads files of strangers within bounds; `fitting` brings any data set's images to the size
and the channels that a network reads.
"""

from nin.images.digit import to_digit

__all__ = ["to_digit"]
