"""The settings that the app relies on, as Streamlit reads them from the repository's root."""

import json
import subprocess
import sys

import pytest

from nin.limits import MAX_UPLOAD_BYTES
from tests.support.paths import ROOT

OPTIONS = {
    "global.maxCachedMessageAge": 20,  # else Back may lead to a page that stands still
    "runner.postScriptGC": False,  # else every run collects garbage for some 100 ms
    "runner.magicEnabled": False,
    "server.address": "localhost",
    "server.allowedHosts": ["localhost", "127.0.0.1", "::1"],
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.showEmailPrompt": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": MAX_UPLOAD_BYTES // 1_000_000,
    "server.maxWidgetStateSize": 1,
    "server.disconnectedSessionTTL": 120,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "type",
    "client.showSidebarNavigation": False,
    "client.toolbarMode": "minimal",
}
COLOURS = ["primaryColor", "backgroundColor", "secondaryBackgroundColor", "textColor"]
ASK = (
    "import json, sys; from streamlit import config;"
    "print(json.dumps({name: config.get_option(name) for name in json.loads(sys.argv[1])}))"
)


@pytest.fixture(scope="module")
def options() -> dict[str, object]:
    names = [*OPTIONS, *(f"theme.{kind}.{name}" for kind in ("light", "dark") for name in COLOURS)]
    command = [sys.executable, "-c", ASK, json.dumps(names)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    read: dict[str, object] = json.loads(answer.stdout)
    return read


@pytest.mark.parametrize("name", OPTIONS)
def test_streamlit_reads_the_option_as_we_mean_it(name: str, options: dict[str, object]) -> None:
    assert options[name] == OPTIONS[name]


@pytest.mark.parametrize("text", ["textColor", "primaryColor"])
@pytest.mark.parametrize("kind", ["light", "dark"])
def test_both_themes_are_ours_and_legible(kind: str, text: str, options: dict[str, object]) -> None:
    for behind in ("backgroundColor", "secondaryBackgroundColor"):
        colours = options[f"theme.{kind}.{text}"], options[f"theme.{kind}.{behind}"]
        assert contrast(*map(str, colours)) >= 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, 1.4.3."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
