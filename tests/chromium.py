"""Find a Chromium for the browser tests; run as a program, get one if there is none.

Looked for in this order: $CHROMIUM, a browser on the PATH, Playwright's own. `python -m
tests.chromium` then tries Playwright's download and, as root, Debian's package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chromium's sandbox refuses to run as root, as it does in most containers.
    *(["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []),
]


def find() -> str | None:
    """The path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return named or on_path or _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> int:
    """Say which browser there is, getting one where there is none; 1 where that fails."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and getattr(os, "geteuid", lambda: 1)() == 0:
        attempts += [["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", "chromium"]]
    for command in attempts:
        if find():
            break
        print(f"No Chromium yet; trying: {' '.join(command)}")
        subprocess.run(command, check=False)
    path = find()
    if path is None:
        print("No Chromium found; install one, or set CHROMIUM to its path.", file=sys.stderr)
        return 1
    print(f"Browser for the tests: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
