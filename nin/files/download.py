"""Fetching one archive so that half of it never counts.

The bytes go into a file of another name, are compared with the published checksum, and only then
take the archive's name.
"""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

Progress = Callable[[str, int, int], None]  # file, bytes so far, bytes in all (0: unknown)

_CHUNK = 1 << 18
_PATIENCE = 30  # seconds without a byte


def no_progress(filename: str, done: int, size: int) -> None:
    """A progress that nobody is told of."""


class DownloadError(Exception):
    """No source gave the whole archive; says what the first of them did."""


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
    with urllib.request.urlopen(request, timeout=_PATIENCE) as source, path.open("wb") as sink:
        size, done = source.length or 0, 0
        while chunk := source.read(_CHUNK):
            sink.write(chunk)
            done += len(chunk)
            progress(done, size)


def _md5(path: Path) -> str:
    """What guards against damage, not against forgery: it is what the data sets publish."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
