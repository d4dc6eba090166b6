"""Every limit on a network, in one place.

The first group bounds what can be described, so that no text makes us loop or print for long.
The second bounds what may be built: it is compared with closed-form costs before a single
tensor is allocated, and leaves room for the ImageNet NiN (7.6 M params, 1.1 G MACs, 20 MB).
"""

MAX_TEXT = 2_000  # characters of a network's text, so that every link fits a URL
MAX_LAYERS = 64
MAX_WIDTHS = 8  # 1×1 convolutions in one block, or hidden layers in a dense head
MAX_CHANNELS = 1_000_000
MAX_IMAGE_SIZE = 1_024  # pixels a side
MAX_WINDOW = 1_024  # kernel size, stride and padding

MAX_PARAMS = 50_000_000  # 200 MB of float32 weights, four times that while training
MAX_MACS = 5_000_000_000  # for one image; some 30 s a batch of 128 on two cores
MAX_ACTIVATION_BYTES = 256 * 1024**2  # for one image
