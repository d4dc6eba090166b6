"""From files and drawings to what a network reads.

`reading` reads files within bounds, `paper` makes any picture one of 8 bits with nothing
transparent. `preparation` then makes it what a data set's own images are, in one of three ways, and
`fitting` brings these to the size and the channels that a network reads.

The way of ink is `digit`, step by step, so that a page can show each step: `ink` finds what was
written, without paper and shadow; `surroundings` tells a table, a sheet's edge or a screen's bars
from it, and `shapes` chooses what is the digit; `strokes` makes its lines as thick as MNIST's.
`planes` has the geometry that all of them share.
"""

from nin.images.digit import to_digit

__all__ = ["to_digit"]
