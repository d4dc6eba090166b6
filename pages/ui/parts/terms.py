"""One plain sentence for each term, shown wherever the term is."""

KEY_SENTENCE = "Each map is one class. Its mean is its score. There are no weights after that."

TERMS = {
    "parameters": "Numbers that training sets: the weights and the biases.",
    "macs": "Multiply–accumulates: one multiplication and one addition each, for one image, biases "
    "left out. FLOPs are twice as many.",
    "activations": "Memory that the outputs of all layers take for one image, 4 bytes a number.",
    "receptive_field": "Side of the square of input pixels that one value of a map depends on.",
    "shape": "What leaves a layer: channels × height × width.",
    "in_channels": "1 for grey images, 3 for red, green and blue.",
    "image_size": "Pixels a side; images are square.",
    "num_classes": "How many answers the network chooses from: one logit each.",
    "out_channels": "How many maps the k×k convolution makes, each with its own kernels.",
    "kernel_size": "Side of the window that slides over the map.",
    "pool_kernel": "Side of the window that slides over the map; each gives one value.",
    "stride": "How many pixels the window moves at a time: 2 halves the side of the map.",
    "padding": "Rows and columns of zeros around the map, so that the window reaches its edge.",
    "depth": "How many 1×1 convolutions follow: the layers of the small perceptron that looks at "
    "one pixel's channels at a time.",
    "mlp_channels": "How many maps this 1×1 convolution makes: the width of one perceptron layer.",
    "class_maps": "With GAP the last width is the number of classes: each class gets one map, and "
    "the map's mean is its logit.",
    "pool": "Max keeps the largest value of a window, average its mean; channels stay apart.",
    "ceil_mode": "Round the side up: a last window may hang over the edge. The authors' nets "
    "do; the book rounds down.",
    "dropout": "Probability that a value is set to 0 while training: none can be relied on.",
    "gap": "Global average pooling: each class map's mean is the logit of its class. It has no "
    "parameters that could overfit.",
    "dense": "All values of the last maps in one row, each connected to every output: what NiN "
    "replaced.",
    "dense_after": "What the switch above adds: its dense layers read the few class maps, so they "
    "cost little.",
    "dense_before": "What AlexNet and VGG have: dense layers that read the wide maps which go into "
    "the last block. This is the cost that global average pooling saves.",
    "with_3x3": "Each 1×1 convolution becomes a 3×3 one with padding 1: a block of its own, with "
    "nine times as many weights. The totals say what that costs.",
    "nin_block": "The book's nin_block(channels): a convolution and two 1×1 convolutions, all of "
    "as many channels. Enter them to get all three at once.",
    "head": "What turns the last maps into one logit a class.",
    "hidden_depth": "How many dense layers come before the one that gives the logits.",
    "hidden": "Neurons in this dense layer.",
    "relu": "max(x, 0): negative values become 0. One follows each convolution.",
    "guess_first": "Covers a figure until a number was entered for it; known mistakes are named.",
    "logit": "The score of a class before softmax turns scores into probabilities.",
    "pen": "Strokes are brought to a width that occurs in MNIST, so any pen should do: try it.",
    "threshold": "A class is named only if its probability is at least this; softmax is often too "
    "sure of itself, so try a scribble.",
    "it_was": "Keeps the drawing, as the network sees it, with the digit that it was: a small set "
    "of your own, to take away or to train with. Press another digit to correct it. Of a network "
    "that learnt from your own pictures it goes to their set.",
    "sample": "Images of the kind that the network learnt from. These are test images, "
    "which no bundled network has seen.",
    "upload": "Photos, scans, screenshots; dark on light or light on dark. Kept for one visit.",
    "dataset": "What it learns from. MNIST's 5,000 digits are here; the others are fetched once.",
    "drawings": "What you kept on Start is learnt from too, each drawing several times.",
    "budget": "When to end: after so many passes over the training images, or so many seconds.",
    "epochs": "Passes over all training images.",
    "seconds": "Time to train for.",
    "optimizer": "How a gradient becomes a step: AdamW adapts each weight's step, SGD does not.",
    "lr": "How large the steps are at the top of their cycle; too large and the network dies.",
    "batch_size": "Images looked at before each step.",
    "seed": "Of first weights, the order of images, their distortion and dropout. The same seed "
    "and settings give the same losses on one machine, here and on the command line, where passes "
    "end the run; another number of threads, device or time budget gives others.",
    "augment": "Small random rotations, scales and shifts, so that no image comes twice.",
    "question": "One run, or an experiment: variants of this network that differ in one thing, "
    "each trained several times, and what these runs decide.",
    "runs_of_each": "Other seeds, other first weights: one run of each says nothing about which is "
    "better. Three are the least that can decide anything, five are better.",
    "spread": "Mean of the runs ± their standard deviation.",
    "shifted_accuracy": "Share of test images that are still right when they are moved by so many "
    "pixels: the mean of four directions.",
    "peak_bytes": "Measured: of the whole process, PyTorch and the images included; on a CUDA "
    "device what the network and its steps took there.",
    "took": "From the first step to the last evaluation.",
    "device": "Where to compute; auto takes a GPU if there is one.",
    "test_accuracy": "Share of images classified right that the network never learnt from.",
    "train_accuracy": "Share of images classified right among those that it learnt from.",
    "train_test_gap": "Train less test accuracy: what it learnt by heart. GAP helps against it.",
    "zero_share": "Share of the map's cells that are exactly 0: where ReLU let nothing through.",
    "network_choice": "What all pages look at: bundled weights, a run of yours as good as it is by "
    "now, or a known network with random weights.",
    "sample_number": "Which of the test images of this class.",
    "picture_upload": "PNG, JPEG or WebP, prepared like the images that the network learnt from: a "
    "digit is centred as MNIST's are, a photo fitted whole.",
    "steps": "The k×k convolution reads a window; each 1×1 convolution after it reads the channels "
    "of this one pixel, like a dense layer.",
    "mask": "A masked cell counts as 0 in all maps, as if no class had seen anything there.",
    "sum": "All cells of the class's map added up.",
    "probability": "Softmax of the logits: each exponentiated, over the sum of them all.",
    "top_share": "Keeps the largest values of all maps together and hides the others, as Fig. 4 of "
    "the paper does with a tenth.",
    "occlusion_size": "Side of the square of background, 0, that covers a part of the image.",
    "scale": "What the brightest colour stands for: the largest value of each map, of all maps of "
    "the layer, or of the whole network.",
    "order": "Channels by number, or those with the largest mean or the largest value first.",
    "muted": "A muted channel is 0 everywhere; all later layers are computed again without it.",
    "mixing": "Each row makes one output channel: how much of every input channel goes into it.",
    "dead": "Channels that are 0 in every place of every image looked at: they carry nothing.",
}
