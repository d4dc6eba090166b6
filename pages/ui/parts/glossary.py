"""The words of the pages, each in a sentence, with where to read more."""

from __future__ import annotations

import streamlit as st

_PAPER = "https://arxiv.org/abs/1312.4400"
_BOOK = "https://d2l.ai/chapter_convolutional-modern/nin.html"
_WORDS = (
    ("Network in Network, NiN", "A network that puts a small perceptron behind every pixel of a "
     f"convolution, and reads its answer off the last maps ([Lin, Chen & Yan, 2013]({_PAPER}); "
     f"[Dive into Deep Learning]({_BOOK}))."),
    ("feature map", "A picture of numbers: how strongly one channel of a layer answers at each "
     "place of the image."),
    ("convolution, k×k", "Each value is a weighted sum of a window of k×k pixels of all channels, "
     "plus a bias; the same weights at every place. Each product is a multiply–accumulate, MAC: "
     "what a layer costs is counted in them."),
    ("1×1 convolution", "A fully connected layer over the channels of one pixel, applied at every "
     "pixel with the same weights."),
    ("ReLU", "max(x, 0): what is negative becomes 0. One follows each convolution."),
    ("pool", "Keeps the largest value, or the mean, of each window: the maps become smaller."),
    ("receptive field", "The square of image pixels that one value sees. It may be larger than the "
     "image, since windows reach into the zeros that pad it."),
    ("class map", "The last maps, one for each class: high where the network sees something that "
     "speaks for the class."),
    ("global average pooling, GAP", "The mean of each class map is the score of its class, the "
     "logit. No weights come after the maps; a dense head, which it replaces, has one for each of "
     "their values and each class."),
    ("softmax", "Turns the scores into probabilities: e to each score, over the sum of all."),
)  # fmt: skip


def show_glossary() -> None:
    """Ten words, in the order in which an image meets them."""
    for word, meaning in _WORDS:
        st.markdown(f"**{word}**: {meaning}")
