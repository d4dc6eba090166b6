"""Which command makes which test, golden files, and what many tests share."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.support import (
    ray_cluster,
    strategies,  # noqa: F401 - sets the profile of hypothesis before any claim is read
    targets,
)
from tests.support.paths import GOLDEN


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--overwrite",
        action="store_true",
        help="write the golden files from today's output; read the difference before a commit",
    )


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what `-m` does
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what only `make test-slow` makes, and keep with one worker what shares a fixture."""
    targets.divide(config, items)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """A function that takes a file's name and today's output, and returns the expected one."""

    def expected(name: str, output: str) -> str:
        path = GOLDEN / name
        if request.config.getoption("--overwrite"):
            path.write_text(output, encoding="utf-8")
        return path.read_text(encoding="utf-8")

    return expected


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """PyTorch on one thread: on maps as small as the tests', threads mostly wait for each other."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run: `tiny`, which learnt the bundled digits for some seconds."""
    # Imported late: most tests need no PyTorch.
    from nin.presets import PRESETS
    from nin.runs import folder, worker
    from nin.train import Finished, TrainConfig

    run = tmp_path_factory.mktemp("trained") / "run"
    how = TrainConfig(epochs=4, device="cpu", precision="float32", threads=1)
    folder.create(run, PRESETS["tiny"].network, how)
    *_, last = worker.record(run)
    assert isinstance(last, Finished)
    return run


@pytest.fixture(scope="session")
def cluster() -> Iterator[Mapping[str, str]]:
    """A Ray cluster for all tests, as the environment in which runs are trained on it."""
    with ray_cluster.running() as environment:
        yield environment
