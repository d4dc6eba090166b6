"""A driver that is absent or fails, each in a process of its own since a driver is loaded once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.gpu.check import NotShownError, Outcome, Setting

_ROOT = Path(__file__).parents[2]
_TIMEOUT = 300  # seconds


def absent(_: Setting) -> Outcome:
    """Whether `auto` trains and `cuda` says what to do where no GPU is visible."""
    return _probed([], {"CUDA_VISIBLE_DEVICES": ""})


def failing(setting: Setting) -> Outcome:
    """The same where a GPU is counted and its driver fails."""
    if setting.device.type != "cuda":
        raise NotShownError("needs a CUDA device, whose driver can be made to fail")
    return _probed(["failing"], {})


def _probed(arguments: list[str], environment: dict[str, str]) -> Outcome:
    process = subprocess.run(
        [sys.executable, "-m", "benchmarks.gpu.probe", *arguments],
        cwd=_ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    if process.returncode:
        raise RuntimeError(process.stderr.strip()[-300:])
    answers = json.loads(process.stdout)
    if reason := answers.pop("not shown here"):
        raise NotShownError(reason)
    says_what_to_do = answers["cuda"].startswith("device: ") and "take auto" in answers["cuda"]
    return Outcome(answers, answers["auto"] == "Finished" and says_what_to_do)
