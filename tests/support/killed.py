"""`python -m tests.killed RUN_DIR…`: trains in each folder and is killed at a random moment.

One process loads PyTorch and forks for each run, so that fifty of them take seconds: they are real
trainers, which the signal hits wherever they are: every fourth around its birth, the others after
some events.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path

from nin import runs as jobs
from tests.support.waiting import wait_for

_LONGEST = 0.1  # seconds from its birth, or from an event, to its end


def main(runs: list[Path]) -> None:
    """Train and kill, one after the other."""
    import torch

    from nin.runs import worker
    from nin.train import (
        loop,  # noqa: F401 - loaded here for all children
    )

    torch.set_num_threads(1)  # more would not survive the fork
    for number, run in enumerate(runs):
        chance = random.Random(number)
        begun, moment = chance.randrange(1, 12), chance.uniform(0, _LONGEST)
        child = os.fork()
        if child == 0:
            os._exit(worker.main([str(run)]))
        if number % 4:
            wait_for(partial(_has, run, begun), "its events")
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _has(run: Path, events: int) -> bool:
    return len(jobs.events(run)) >= events


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
