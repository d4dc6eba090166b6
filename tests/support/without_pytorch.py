"""Python as it is where PyTorch is not installed."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.paths import ROOT

_BLOCKED = (  # an import of what is None there raises
    "import runpy, sys; sys.modules.update(torch=None, torchvision=None); del sys.argv[0]; "
    "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
)


def run(module: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m MODULE` where importing PyTorch raises."""
    return subprocess.run(
        [sys.executable, "-c", _BLOCKED, module, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
