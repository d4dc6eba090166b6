"""A run on a Ray cluster: a stand-in for it here, the training on a machine that has room.

    python -m nin.runs.cluster RUN_DIR        as `nin.runs.spawn` starts it where NIN_ENGINE is ray

The stand-in holds the run's lock, gives the folder to Ray and waits. So a lock on the server's
machine says whether the run is alive, as for every other run. If the stand-in dies, Ray ends the
task; if the worker, its machine or the cluster dies, the stand-in ends. What trains is
`nin.runs.worker`, in the same folder, which all machines of the cluster have to see under the same
path. The queue is Ray's.

Ray is loaded when it is needed, and in the stand-in's process only: a process that has joined a
cluster is ended by Ray when the cluster goes.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nin.files import locks
from nin.runs import folder, queue, spawn, worker
from nin.runs.folder import LOCK, STOP, RunError
from nin.train import TrainConfig

JOIN_SECONDS = 30.0  # in which a cluster answers, if there is one

_POLL_SECONDS = 0.1  # between two looks at the folder
_SETTINGS_PREFIX = "NIN_"  # of the environment variables that the worker needs
_NO_CLUSTER = "Ray: there is no cluster; start one with ray start --head, or set RAY_ADDRESS"


def main(arguments: list[str]) -> int:
    """The stand-in's process: 0 if the run came to its end, whatever that was."""
    if len(arguments) != 1:
        print("usage: python -m nin.runs.cluster RUN_DIR", file=sys.stderr)
        return 2
    run = Path(arguments[0])
    with locks.holding(run / LOCK):
        try:
            return _train_elsewhere(run)
        except RunError as error:
            worker.fail(run, str(error))
            return 0


def resources(config: TrainConfig, machines: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """What a run needs of its machine: a core for each thread, and a GPU if it is to use one.

    Args:
        config: How the run trains; 0 threads count as one.
        machines: The number of `CPU` and `GPU` that each machine has.

    Raises:
        RunError: no machine has as many.
    """
    machines = list(machines)
    if config.device.startswith("cuda:"):
        raise RunError("device: Ray chooses which GPU a run gets; take cuda")
    has_gpu = any(machine.get("GPU", 0) for machine in machines)
    wants_gpu = config.device == "cuda" or (config.device == "auto" and has_gpu)
    need = {"CPU": float(config.threads or 1), "GPU": float(wants_gpu)}
    if not any(all(machine.get(kind, 0) >= need[kind] for kind in need) for machine in machines):
        cores = "1 core" if need["CPU"] == 1 else f"{need['CPU']:.0f} cores"
        raise RunError(
            f"Ray: no machine of the cluster has {cores}{' and a GPU' * wants_gpu}; "
            "take fewer threads, or cpu as the device"
        )
    return need


def _train_elsewhere(run: Path) -> int:
    ray = _joined(run)
    config = folder.configuration(run)
    machines = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    need = resources(config, machines)
    # A process of its own for each run, and no second try.
    task = ray.remote(max_calls=1, max_retries=0)(_train_here).options(
        num_cpus=need["CPU"], num_gpus=need["GPU"], name=run.name
    )
    settings = {
        name: value for name, value in os.environ.items() if name.startswith(_SETTINGS_PREFIX)
    }
    try:
        _wait(ray, task.remote(str(run), settings), run)
    except ray.exceptions.TaskCancelledError:
        return 0  # stopped before it began
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, RunError):
            raise error.cause from None
        raise
    except ray.exceptions.RayError as error:
        print(f"Ray: {' '.join(str(error).split())}", flush=True)
        return 1
    return 0


def _joined(run: Path) -> Any:
    """The module `ray`, a member of the cluster that $RAY_ADDRESS names, or of the one here.

    Raises:
        RunError: Ray is not installed, or there is no cluster.
    """
    try:
        import ray
    except ImportError:
        raise RunError("Ray: is not installed; run pip install ray, or unset NIN_ENGINE") from None
    # Ray would wait without end for a cluster that does not answer.
    timeout = threading.Timer(JOIN_SECONDS, _give_up, [run])
    timeout.daemon = True
    timeout.start()
    try:
        ray.init("auto", log_to_driver=False, logging_level="error")
    except ConnectionError:
        raise RunError(_NO_CLUSTER) from None
    finally:
        timeout.cancel()
    return ray


def _give_up(run: Path) -> None:
    reason = f"Ray: the cluster has not answered for {JOIN_SECONDS:.0f} seconds; see RAY_ADDRESS"
    worker.fail(run, reason)
    os._exit(1)  # the thread that waits inside Ray cannot be interrupted


def _wait(ray: Any, task: Any, run: Path) -> None:
    """Wait for the end; a run that is stopped before it has a machine leaves the queue."""
    while not ray.wait([task], timeout=_POLL_SECONDS)[0]:
        if (run / STOP).exists() and queue.awaits_machine(run):
            ray.cancel(task)
            break
    ray.get(task)


def _train_here(run_dir: str, settings: dict[str, str]) -> None:
    """On the machine that Ray chose: the run, in a process of its own."""
    os.environ.update(settings)
    os.environ.setdefault("GOMP_SPINCOUNT", spawn.SPIN)  # read when PyTorch is loaded
    run, machine = Path(run_dir), socket.gethostname()
    if not run.is_dir():
        raise RunError(f"run {run.name}: {machine} does not see its folder; share it")
    if (run / STOP).exists():
        return
    queue.note_machine(run, machine)
    spawn.log_into(run)
    worker.lower_priority()
    worker.obey_end(run)
    worker.work(run)


if __name__ == "__main__":
    from nin.runs import cluster  # by this name, not `__main__`, other machines find `_train_here`

    sys.exit(cluster.main(sys.argv[1:]))
