"""Where things lie in this repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
GOLDEN = ROOT / "tests" / "golden"
APPS = ROOT / "tests" / "support" / "browser" / "apps"  # small apps that a browser test looks at
