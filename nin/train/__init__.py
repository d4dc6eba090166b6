"""Training as a stream of events: who iterates it decides what to do with them.

`train` checks what it is given and hands over to `loop`, which is the only place that takes steps:
`resident` holds the images on the device, `optim` changes the weights, `schedule` says how fast,
`measure` looks at the network between steps and `health` draws conclusions from that.

Nothing here is loaded with PyTorch before the first event is asked for, so `TrainConfig` and the
events can be used by whoever only reads or orders runs.
"""

from nin.train.config import ConfigError, Orders, TrainConfig
from nin.train.events import EpochEnd, Event, Failed, Finished, Health, Started, Step, Stopped
from nin.train.training import train

__all__ = [
    "ConfigError",
    "EpochEnd",
    "Event",
    "Failed",
    "Finished",
    "Health",
    "Orders",
    "Started",
    "Step",
    "Stopped",
    "TrainConfig",
    "train",
]
