"""Downloading an archive so that a part of it is never taken for the whole.

The bytes go into a file of another name, which takes the archive's name once its checksum is the
published one.
"""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

Progress = Callable[[str, int, int], None]  # file, bytes so far, bytes in all (0: unknown)

_READ_BYTES = 1 << 18
_TIMEOUT_SECONDS = 30  # without a byte


def no_progress(filename: str, done: int, size: int) -> None:
    """Show no progress."""


class DownloadError(Exception):
    """No source gave the whole archive; the message says what went wrong with the first."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A file's name, where it can be had, first choice first, and its MD5 as published."""

    filename: str
    urls: tuple[str, ...]
    md5: str


def fetch(archive: Archive, folder: Path, progress: Progress) -> Path:
    """The verified archive, in `folder`.

    Raises:
        DownloadError: no source gave it whole.
        OSError: it cannot be written.
    """
    target, partial = folder / archive.filename, folder / f"{archive.filename}.partial"
    faults = []
    for url in archive.urls:
        try:
            _copy(url, partial, lambda done, size: progress(archive.filename, done, size))
        except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
            faults.append(f"{getattr(error, 'reason', None) or error}")
            continue
        if _md5(partial) == archive.md5:
            return partial.replace(target)
        faults.append("not the bytes that were published")
    partial.unlink(missing_ok=True)
    raise DownloadError(f"{archive.filename}: {faults[0]}")


def _copy(url: str, path: Path, progress: Callable[[int, int], None]) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "nin-explorer"})
    with (
        urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as source,
        path.open("wb") as sink,
    ):
        size, done = source.length or 0, 0
        while chunk := source.read(_READ_BYTES):
            sink.write(chunk)
            done += len(chunk)
            progress(done, size)


def _md5(path: Path) -> str:
    """The checksum that the data sets publish; it finds damage, not forgery."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
