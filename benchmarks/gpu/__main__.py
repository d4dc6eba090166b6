"""Show what only a machine with a GPU can show, as JSON: `python -m benchmarks.gpu [NAME…]`.

Nothing is installed: what training imports must be there, and what is missing is named. The exit
status is 0 where no claim failed, 1 where one did, and 2 where nothing could be run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.gpu.check import Setting

_OURS = ("nin", "benchmarks")


def main() -> int:
    """Run the checks named, or all, and print what came of them."""
    if package := missing_package():
        print(
            f"gpu: the package {package} is missing in {sys.executable}; install it there, or "
            "name a Python that has it: make gpu PYTHON=python3",
            file=sys.stderr,
        )
        return 2
    from benchmarks.gpu.check import Setting
    from nin.train import ConfigError, devices

    arguments = _parse()
    try:
        setting = Setting(devices.pick(arguments.device)[0], arguments.quick)
    except ConfigError as error:
        print(f"gpu: {error}", file=sys.stderr)
        return 2
    report = _report(arguments.names, setting)
    print(json.dumps(report, indent=1, ensure_ascii=False))
    return int(any(claim.get("passed") is False for claim in report["claims"]))


def missing_package() -> str | None:
    """The first package that what is run here imports and this Python lacks."""
    try:
        for module in ("nin.train.loop", "benchmarks.gpu.checks"):
            import_module(module)
    except ModuleNotFoundError as error:
        package = (error.name or str(error)).partition(".")[0]
        if package in _OURS:
            raise
        return package
    return None


def _parse() -> argparse.Namespace:
    from benchmarks.gpu.checks import CLAIMS, ROWS

    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        choices=[[], *CLAIMS, *ROWS],
        help=f"claims: {', '.join(CLAIMS)}; rows: {', '.join(ROWS)}; all if none",
    )
    parser.add_argument("--device", default="auto", help="default %(default)s")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a processor")
    return parser.parse_args()


def _report(names: list[str], setting: Setting) -> dict[str, Any]:
    from benchmarks.gpu.checks import CLAIMS, ROWS, run

    begin = time.perf_counter()
    claims, rows = (
        [run(name, checks[name], setting) for name in checks if name in (names or checks)]
        for checks in (CLAIMS, ROWS)
    )
    return {
        **_machine(setting),
        "quick": setting.quick,
        "seconds": round(time.perf_counter() - begin, 1),
        "claims": claims,
        "rows": rows,
    }


def _machine(setting: Setting) -> dict[str, str]:
    import torch

    from nin.train import devices

    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "device": devices.title(setting.device),
        "kind": setting.device.type,
        "setup": f"{platform.system()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, torch {torch.__version__}, CUDA {torch.version.cuda}",
    }


if __name__ == "__main__":
    sys.exit(main())
