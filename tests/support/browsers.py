"""Find, get and start the browsers of the tests; run as a program, get those that are named.

Looked for in this order: a path in $CHROMIUM or $FIREFOX, Playwright's own, one on the PATH.
`python -m tests.support.browsers NAME...` tries Playwright's download and, as root, a package of
Debian.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal, get_args

from playwright.sync_api import Browser, Playwright, sync_playwright

Name = Literal["chromium", "firefox"]
COMMANDS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "firefox": ("firefox", "firefox-esr"),
}
PACKAGES = {"chromium": "chromium", "firefox": "firefox-esr"}
_IS_ROOT = getattr(os, "geteuid", lambda: 1)() == 0
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chromium's sandbox refuses to run as root, as it does in most containers.
    *(["--no-sandbox"] if _IS_ROOT else []),
]


def find(playwright: Playwright, name: Name) -> str | None:
    """The path of a browser, or None."""
    own = getattr(playwright, name).executable_path
    return os.environ.get(name.upper()) or (own if Path(own).exists() else on_path(name))


def on_path(name: Name) -> str | None:
    """A browser that is installed on this machine, or None."""
    return next(filter(None, map(shutil.which, COMMANDS[name])), None)


def launch(playwright: Playwright, name: Name) -> Browser:
    """Start a browser without a window.

    Playwright's own Firefox is patched to be driven; any other one is driven over WebDriver BiDi,
    where a context's colour scheme, motion and touch have no effect.

    Raises:
        LookupError: there is none.
    """
    path = find(playwright, name)
    if path is None:
        raise LookupError(f"no {name} for the browser tests; `make {name}` gets one")
    if name == "chromium":
        return playwright.chromium.launch(executable_path=path, args=_FLAGS)
    is_own = path == playwright.firefox.executable_path
    return playwright.firefox.launch(
        executable_path=path, channel=None if is_own else "moz-firefox"
    )


def get(name: Name) -> bool:
    """Say which browser there is, getting one where there is none; False where that fails."""
    attempts = [[sys.executable, "-m", "playwright", "install", name]]
    if shutil.which("apt-get") and _IS_ROOT:
        package = PACKAGES[name]
        attempts += [["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", package]]
    with sync_playwright() as playwright:
        for command in attempts:
            if find(playwright, name):
                break
            print(f"No {name} yet; trying: {' '.join(command)}")
            subprocess.run(command, check=False)
        path = find(playwright, name)
    if path is None:
        print(f"No {name}; install one, or set {name.upper()} to its path.", file=sys.stderr)
    else:
        print(f"Browser for the tests: {path}")
    return path is not None


if __name__ == "__main__":
    sys.exit(not all(get(name) for name in get_args(Name) if name in sys.argv))
