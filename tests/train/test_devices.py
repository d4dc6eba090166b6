import json
import platform
import subprocess
import sys

import pytest

from tests.support.paths import ROOT

# The fewest page faults of one of twenty equal tensors of 64 MiB, each gone before the next;
# it takes some until what was freed lies in one piece.
FAULTS = """
import resource, torch
from nin.train import devices
{first}
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    torch.ones(1 << 24)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print(min(faults() for _ in range(20)))
"""


def faults(first: str) -> int:
    command = [sys.executable, "-c", FAULTS.format(first=first)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have their ways")
def test_memory_that_was_freed_is_used_again_without_asking_the_system() -> None:
    assert faults("devices.keep_freed()") < 100 < faults("")


# PyTorch counts one GPU, and whatever is asked of it ends as for one that it has no kernels for.
BROKEN = """
import json, sys, torch
def fail():
    raise RuntimeError(
        "CUDA error: no kernel image is available for execution on the device\\nCompile with DSA."
    )
torch.cuda.device_count, torch.cuda._lazy_init = lambda: 1, fail
from nin.train import ConfigError, TrainConfig, train
from tests.support.digits import FEW, SMALL
said = {}
for device in ("auto", "cuda"):
    config = TrainConfig(epochs=1, device=device, precision="float32")
    try:
        events = list(train(SMALL, config, dataset=FEW))
        said[device] = [events[0].device, type(events[-1]).__name__]
    except ConfigError as error:
        said[device] = str(error)
print(json.dumps(said))
"""


def test_a_gpu_that_is_counted_and_does_not_work_is_named_and_auto_takes_the_cpu() -> None:
    command = [sys.executable, "-c", BROKEN]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    fault = (
        "cuda does not work here: CUDA error: no kernel image is available for execution on the "
        "device"
    )
    assert json.loads(ran.stdout) == {
        "auto": [f"CPU; {fault}", "Finished"],
        "cuda": f"device: {fault}; take auto or cpu, or install a driver and a PyTorch that fit "
        "the device",
    }
