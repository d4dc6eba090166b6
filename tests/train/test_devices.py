import platform
import subprocess
import sys

import pytest

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
