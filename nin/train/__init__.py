"""Training as a stream of events: the caller, who iterates, decides what to do with them.

`train` checks its arguments and hands over to `loop`, which is the only place that takes steps:
`resident` holds the images on the device, `optim` changes the weights, `schedule` says how fast,
`measure` evaluates the network between steps and `health` draws conclusions from that.

PyTorch is not loaded before the first event, so `TrainConfig` and the events can be used without it
by pages and commands that only start and read runs; `pytorch` says where it is not installed.
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
