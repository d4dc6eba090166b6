import gzip
import hashlib
import io
import pickle
import struct
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nin import data
from nin.data import SETS, DataError, Dataset, load, standard
from nin.files.download import Archive, DownloadError, fetch, no_progress
from tests.support.paths import ROOT
from tests.support.waiting import wait_for

MNIST_FILES = [
    f"{part}-{kind}-ubyte" for part in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")
]
RANDOM = np.random.default_rng(5)


def idx(array: NDArray[np.uint8]) -> bytes:
    """MNIST's format: two zeros, 8 for bytes, the number of axes, each length, the bytes."""
    lengths = struct.pack(f">{array.ndim}i", *array.shape)
    return bytes([0, 0, 8, array.ndim]) + lengths + array.tobytes()


def small_mnist() -> dict[str, NDArray[np.uint8]]:
    images = RANDOM.integers(0, 256, (30, 28, 28), np.uint8)
    labels = RANDOM.integers(0, 10, 30).astype(np.uint8)
    return dict(zip(MNIST_FILES, (images[:20], labels[:20], images[20:], labels[20:]), strict=True))


def lay_out(root: Path, arrays: Mapping[str, NDArray[np.uint8]]) -> Path:
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, array in arrays.items():
        (raw / name).write_bytes(idx(array))
    return raw


def assert_is(dataset: Dataset, arrays: Mapping[str, NDArray[np.uint8]]) -> None:
    images, labels, test_images, test_labels = arrays.values()
    assert dataset.train_images.shape[1:] == SETS[dataset.name].shape
    assert np.array_equal(dataset.train_images, images[:, None])
    assert np.array_equal(dataset.train_labels, labels)
    assert np.array_equal(dataset.test_images, test_images[:, None])
    assert np.array_equal(dataset.test_labels, test_labels)


@contextmanager
def serving(files: Mapping[str, bytes], whole: int = 1 << 30, hang: bool = False) -> Iterator[str]:
    """A server that promises whole files and sends `whole` bytes of each, then cuts or hangs."""
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path.lstrip("/"))
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write((content or b"")[:whole])
            self.wfile.flush()
            if hang:
                over.wait()

        def log_message(self, format: str, *args: Any) -> None:
            """Not on the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def test_a_name_that_is_no_data_set_is_quoted_with_those_that_are() -> None:
    with pytest.raises(DataError, match=r"^'imagenet' is not a data set; known are digits, mnist,"):
        load("imagenet")


def test_a_set_that_is_not_there_is_offered_for_download_or_in_place_of_it_the_bundled_one(
    tmp_path: Path,
) -> None:
    for name, size in (("mnist", 11), ("fashion-mnist", 30), ("cifar10", 170)):
        words = rf"^{name}: is not here yet; let it be downloaded \({size} MB\), or take the set d"
        with pytest.raises(DataError, match=words):
            load(name, tmp_path)


def test_a_set_in_torchvisions_place_is_read(tmp_path: Path) -> None:
    arrays = small_mnist()
    lay_out(tmp_path, arrays)
    assert_is(load("mnist", tmp_path), arrays)


def test_the_root_is_what_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIN_DATA", str(tmp_path / "here"))
    assert data.default_root() == tmp_path / "here"
    monkeypatch.delenv("NIN_DATA")
    assert data.default_root().name == "nin-explorer"


@pytest.mark.parametrize("name", MNIST_FILES)
def test_a_file_cut_at_any_place_or_too_long_or_gone_is_damage(tmp_path: Path, name: str) -> None:
    raw = lay_out(tmp_path, small_mnist())
    whole = (raw / name).read_bytes()
    for content in (
        *(whole[:end] for end in (0, 1, 3, 4, 7, 8, 16, len(whole) // 2, len(whole) - 1)),
        whole + b"\0",
        b"\1" + whole[1:],
        whole[:3] + b"\xff" + whole[4:],
    ):
        (raw / name).write_bytes(content)
        with pytest.raises(DataError, match=r"^mnist: its files are damaged or incomplete;"):
            load("mnist", tmp_path)
    (raw / name).unlink()
    with pytest.raises(DataError, match=r"^mnist: its files are damaged or incomplete;"):
        load("mnist", tmp_path)


def test_labels_without_a_class_or_without_an_image_are_damage(tmp_path: Path) -> None:
    arrays = small_mnist()
    for labels in (np.full(20, 10, np.uint8), np.zeros(19, np.uint8)):
        root = tmp_path / str(len(labels))
        lay_out(root, arrays | {MNIST_FILES[1]: labels})
        with pytest.raises(DataError, match="damaged"):
            load("mnist", root)


def test_an_archive_arrives_whole_with_its_progress(tmp_path: Path) -> None:
    content, seen = RANDOM.bytes(700_000), []
    with serving({"a.gz": content}) as url:
        path = fetch(
            Archive("a.gz", (f"{url}a.gz",), md5(content)),
            tmp_path,
            lambda *step: seen.append(step),
        )
    assert path.read_bytes() == content
    assert seen[-1] == ("a.gz", len(content), len(content))
    assert [done for _, done, _ in seen] == sorted({done for _, done, _ in seen})


def test_the_next_source_is_asked_when_one_fails(tmp_path: Path) -> None:
    content = RANDOM.bytes(1_000)
    with serving({}) as empty, serving({"a": content}, whole=500) as broken:
        with serving({"a": content}) as good:
            urls = tuple(f"{url}a" for url in (empty, broken, good))
            assert fetch(Archive("a", urls, md5(content)), tmp_path, no_progress).read_bytes() == (
                content
            )
        with pytest.raises(DownloadError, match=r"^a: Not Found$"):
            fetch(Archive("a", urls[:2], md5(content)), tmp_path / "..", no_progress)


@pytest.mark.parametrize("whole", [0, 1, 999])
def test_half_an_archive_or_other_bytes_leave_nothing(tmp_path: Path, whole: int) -> None:
    content = RANDOM.bytes(1_000)
    with serving({"a": content}, whole=whole) as cut, pytest.raises(DownloadError):
        fetch(Archive("a", (f"{cut}a",), md5(content)), tmp_path, no_progress)
    with (
        serving({"a": content[::-1]}) as other,
        pytest.raises(DownloadError, match="not the bytes"),
    ):
        fetch(Archive("a", (f"{other}a",), md5(content)), tmp_path, no_progress)
    assert not list(tmp_path.iterdir())


def publish_mnist(
    arrays: Mapping[str, NDArray[np.uint8]], patch: pytest.MonkeyPatch
) -> dict[str, bytes]:
    """Have these archives be the published ones, and give them."""
    archives = {f"{name}.gz": gzip.compress(idx(array)) for name, array in arrays.items()}
    sums = [(name.removesuffix(".gz"), md5(content)) for name, content in archives.items()]
    patch.setitem(standard.IDX_FILES, "MNIST", tuple(sums))
    return archives


def test_half_a_download_never_counts_and_the_next_one_may_complete_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.datasets import MNIST  # type: ignore[import-untyped]  # it has no types

    arrays = small_mnist()
    archives = publish_mnist(arrays, monkeypatch)
    (last,) = [name for name in archives if name.startswith("t10k-labels")]
    for bad in ({**archives, last: archives[last][:-1]}, dict(list(archives.items())[:3])):
        with serving(bad) as url:
            monkeypatch.setattr(MNIST, "mirrors", [url])
            words = (
                r"^mnist: cannot be fetched \(t10k-labels-idx1-ubyte.gz: .*the set digits needs no"
            )
            with pytest.raises(DataError, match=words):
                load("mnist", tmp_path, download=True)
        assert not list(tmp_path.iterdir())
    with serving(archives) as url:
        monkeypatch.setattr(MNIST, "mirrors", [url])
        assert_is(load("mnist", tmp_path, download=True), arrays)
    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/"])  # nobody there: not asked again
    assert_is(load("mnist", tmp_path, download=True), arrays)


def test_a_damaged_set_is_replaced_when_a_download_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.datasets import MNIST

    arrays = small_mnist()
    raw = lay_out(tmp_path, arrays)
    (raw / MNIST_FILES[0]).write_bytes(b"half")
    with serving(publish_mnist(arrays, monkeypatch)) as url:
        monkeypatch.setattr(MNIST, "mirrors", [url])
        assert_is(load("mnist", tmp_path, download=True), arrays)
    assert [path.name for path in tmp_path.iterdir()] == ["MNIST"]


def test_a_download_touches_only_the_sets_own_files_and_follows_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.datasets import MNIST

    arrays = small_mnist()
    elsewhere = lay_out(tmp_path / "elsewhere", arrays)
    (elsewhere / MNIST_FILES[2]).unlink()
    others = {"raw/notes.txt": b"mine", "processed/training.pt": b"old", "raw/other.gz": b"!"}
    for name, content in others.items():
        (elsewhere.parent / name).parent.mkdir(exist_ok=True)
        (elsewhere.parent / name).write_bytes(content)
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "MNIST").symlink_to(elsewhere.parent, target_is_directory=True)
    with serving(publish_mnist(arrays, monkeypatch)) as url:
        monkeypatch.setattr(MNIST, "mirrors", [url])
        assert_is(load("mnist", tmp_path / "root", download=True), arrays)
    assert (tmp_path / "root" / "MNIST").is_symlink()
    assert {name: (elsewhere.parent / name).read_bytes() for name in others} == others
    left = {path.name for path in elsewhere.iterdir()}
    assert left == {*MNIST_FILES, "notes.txt", "other.gz"}
    assert [path.name for path in (tmp_path / "root").iterdir()] == ["MNIST"]


def test_packed_files_and_other_spellings_are_read_without_a_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = small_mnist()
    archives = publish_mnist(arrays, monkeypatch)
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, content in archives.items():
        (raw / name).write_bytes(content)
    assert_is(load("mnist", tmp_path), arrays)
    (raw / f"{MNIST_FILES[0]}.gz").unlink()
    (raw / "train-images.idx3-ubyte").write_bytes(idx(arrays[MNIST_FILES[0]]))
    assert_is(load("mnist", tmp_path), arrays)
    (raw / f"{MNIST_FILES[1]}.gz").write_bytes(gzip.compress(idx(arrays[MNIST_FILES[1]]) + b"!"))
    with pytest.raises(DataError, match=r"^mnist: its files are damaged or incomplete"):
        load("mnist", tmp_path)


def test_the_sums_of_mnists_files_are_those_that_torchvision_knows() -> None:
    from torchvision import datasets  # type: ignore[import-untyped]  # it has no types

    for name, files in standard.IDX_FILES.items():
        published = getattr(datasets, name).resources
        assert [(f"{file}.gz", md5) for file, md5 in files] == published


def test_offline_one_sentence_says_so_and_offers_the_bundled_digits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.datasets import MNIST

    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/"])
    with pytest.raises(DataError, match=r"Connection refused\); the set digits needs no download$"):
        load("mnist", tmp_path, download=True)


@pytest.mark.slow
def test_a_download_that_is_killed_leaves_no_set(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from torchvision.datasets import MNIST;"
        "from nin.data.dataset import load; MNIST.mirrors = [sys.argv[1]];"
        "load('mnist', Path(sys.argv[2]), download=True)"
    )
    files = {f"{name}.gz": RANDOM.bytes(10_000) for name in MNIST_FILES}
    with serving(files, whole=5_000, hang=True) as url:
        process = subprocess.Popen([sys.executable, "-c", code, url, str(tmp_path)], cwd=ROOT)
        wait_for(lambda: list(tmp_path.rglob("*.gz.partial")), "the first bytes")
        process.kill()
        process.wait()
    with pytest.raises(DataError, match=r"^mnist: is not here yet"):
        load("mnist", tmp_path)


def test_cifar10s_sums_are_those_that_torchvision_knows() -> None:
    from torchvision.datasets import CIFAR10

    published = [tuple(batch) for batch in (*CIFAR10.train_list, *CIFAR10.test_list)]
    assert list(standard.CIFAR10_BATCHES) == published
    assert CIFAR10.base_folder == standard.CIFAR10_FOLDER


def test_cifar10_is_fetched_checked_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.datasets import CIFAR10

    images = RANDOM.integers(0, 256, (6, 3, 32, 32), np.uint8)
    batches = {
        name: {b"data": images[i : i + 1].reshape(1, -1), b"labels": [i]}
        for i, name in enumerate([*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"])
    }
    contents = {
        name: pickle.dumps({key.decode(): value for key, value in batch.items()}, protocol=2)
        for name, batch in batches.items()
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    sums = tuple((name, md5(content)) for name, content in contents.items())
    monkeypatch.setattr(standard, "CIFAR10_BATCHES", sums)
    monkeypatch.setattr(CIFAR10, "tgz_md5", md5(buffer.getvalue()))
    with serving({"c": buffer.getvalue()}) as url:
        monkeypatch.setattr(CIFAR10, "url", f"{url}c")
        dataset = load("cifar10", tmp_path, download=True)
    assert dataset.train_images.shape[1:] == SETS["cifar10"].shape
    assert np.array_equal(dataset.train_images, images[:5])
    assert np.array_equal(dataset.test_images, images[5:])
    assert dataset.train_labels.tolist() == [0, 1, 2, 3, 4]
    batch = tmp_path / "cifar-10-batches-py" / "data_batch_3"
    batch.write_bytes(batch.read_bytes()[:-1])
    with pytest.raises(DataError, match=r"^cifar10: its files are damaged"):
        load("cifar10", tmp_path)
