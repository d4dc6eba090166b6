"""`python -m tests.support.killed RUN_DIR…`: in each folder a trainer, killed at a random moment.

One process loads PyTorch and forks for each run, so that fifty of them take seconds. They are real
trainers, which the signal hits wherever they are: every fourth around its start, the others after
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

from nin import checkpoints
from nin.runs import folder
from tests.support.waiting import wait_for

_MAX_SECONDS = 0.1  # from its start, or from an event, to its end


def main(runs: list[Path]) -> None:
    """Train and kill, one after the other."""
    import torch

    from nin.runs import worker
    from nin.train import loop  # noqa: F401 - loaded here for all children

    torch.set_num_threads(1)  # more would not survive the fork
    for number, run in enumerate(runs):
        chance = random.Random(number)
        count, moment = chance.randrange(1, 12), chance.uniform(0, _MAX_SECONDS)
        child = os.fork()
        if child == 0:
            os._exit(worker.main([str(run)]))
        if number % 4:
            wait_for(partial(_has, run, count), "its events")
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def saved_epoch(run: Path) -> int:
    """The epoch whose weights the run has saved; 0 where there are none."""
    if not (run / folder.WEIGHTS).exists():
        return 0
    _, _, facts = checkpoints.load(run / folder.WEIGHTS)
    epoch: int = facts["epoch"]
    return epoch


def _has(run: Path, count: int) -> bool:
    return len(folder.events(run)) >= count


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
