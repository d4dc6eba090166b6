"""Every limit, in one place.

The first group bounds what can be described, so that no text makes us loop or print for long.
The second bounds what may be built: it is compared with closed-form costs before a single
tensor is allocated, and leaves room for the ImageNet NiN (7.6 M params, 1.1 G MACs, 20 MB).
"""

MAX_TEXT = 2_000  # characters of a network's text, so that every link fits a URL
MAX_LINK = 4_000  # characters of a link with all that it carries
MAX_LAYERS = 64
MAX_WIDTHS = 8  # 1×1 convolutions in one block, or hidden layers in a dense head
MAX_CHANNELS = 1_000_000
MAX_IMAGE_SIZE = 1_024  # pixels a side
MAX_WINDOW = 1_024  # kernel size, stride and padding

# PyTorch code, which is read and never run.
MAX_SOURCE = 30_000  # characters; parsed in a tenth of a second, all others waiting
MAX_SOURCE_STEPS = 100_000  # expressions and statements followed, every round of a loop counted
MAX_SOURCE_DEPTH = 150  # of them within each other
MAX_SOURCE_NUMBER = 10**12

MAX_PARAMS = 50_000_000  # 200 MB of float32 weights, four times that while training
MAX_MACS = 5_000_000_000  # for one image; some 30 s a batch of 128 on two cores
MAX_ACTIVATION_BYTES = 256 * 1024**2  # for one image

# Of the images that a page looks at for one answer: some two seconds of one core.
MAX_LOOK_MACS = 50_000_000_000

# Pages open at once. `benchmarks/load.py` measures as many on two cores; each takes some 0.5 MB.
MAX_SESSIONS = 200

# A run: generous for a class, small enough that a slip of the finger ends some day.
MAX_EPOCHS = 1_000
MAX_SECONDS = 86_400  # of training, whatever the epochs; then the run is stopped and kept
MAX_BATCH = 8_192
MAX_SEED = 2**31 - 1
MAX_THREADS = 256

# All runs of a server, so that a class can neither fill its disk nor queue without end.
MAX_RUNS = 500  # folders kept; weights and events of the largest network are some 300 MB
MAX_UNFINISHED_RUNS = 20  # waiting, or being trained
MAX_RUNS_BYTES = 20_000_000_000
MAX_PLANNED_RUNS = 200  # of one experiment
MAX_EXPERIMENTS = 100
MAX_UNFINISHED_EXPERIMENTS = 5  # each is a process, with PyTorch loaded once it measures
MAX_UNFINISHED_EVALUATIONS = 10  # each is a process that waits with a copy of its weights

# What networks answered to test images: the oldest go.
MAX_RESULTS = 200
MAX_RESULT_BYTES = 4_000_000  # of a file of one; of 100,000 images some 1 MB

# A folder of one's own images.
MAX_FOLDER_IMAGES = 100_000
MAX_FOLDER_BYTES = 1024**3  # of pixels held in memory

# A picture. `server.maxUploadSize` refuses a larger upload before it is in memory.
MAX_UPLOAD_BYTES = 10_000_000
MAX_IMAGE_PIXELS = 4_000_000  # once read; larger ones are reduced, one at a time
MAX_DECODED_PIXELS = 12_500_000  # a page at 300 dpi, a phone's photo; 350 MB while decoded
MAX_PHOTO_PIXELS = 50_000_000  # of a JPEG, which can be decoded at a fraction of its size
MAX_DRAWING_SIDE = 512  # pixels; a larger drawing is cut to its ink and reduced

# A checkpoint. A legal header of 400,000 empty tensors takes seconds to parse, all others waiting.
MAX_CHECKPOINT_HEADER = 64 * 1024  # bytes
MAX_CHECKPOINT_TENSORS = 200
MAX_CHECKPOINT_BYTES = 4 * MAX_PARAMS + 8 + MAX_CHECKPOINT_HEADER

# Of one epoch's class maps, 10 of 28×28: 55 kB, so that a thousand epochs fit the events.
MAX_FILM_NUMBERS = 8_000
MAX_EVENTS_BYTES = 64 * 1024**2  # of a run's events; days of training

MAX_OWN_DIGITS = 200  # kept of one's own drawings
MAX_STRANGERS = 100_000  # digits of strangers' kinds; a minute of one core

# Sets of one's own pictures, gathered on the pages.
MAX_OWN_SETS = 10  # of a visitor
MAX_SERVERS_OWN_SETS = 500
MAX_OWN_CLASSES = 50  # of a set
MAX_OWN_PICTURES = 2_000  # of a set; stored, 28 × 28 pixels take some 500 bytes
MAX_OWN_BYTES = 1_000_000_000  # of all sets of a server
MAX_ARCHIVE_BYTES = MAX_UPLOAD_BYTES  # of a ZIP of pictures, which is an upload
MAX_ARCHIVE_MEMBERS = 5_000
MAX_ARCHIVE_PIXELS = 400_000_000  # of all its pictures, as they say; a minute of one core
