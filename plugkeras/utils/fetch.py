"""Files from the network, kept in Keras's cache folder: fetched once, checked, and never left half written."""

import hashlib
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from plugkeras.errors import ArgumentError, FileError, FormatError, cause

PathLike = str | os.PathLike[str]

_CHUNK = 1 << 18
_PATIENCE_S = 30


_OFFLINE = ContextVar("offline", default=False)


@contextmanager
def offline() -> Iterator[None]:
    """Fetch nothing in the ``with`` block, in this thread: what is not there yet is a `FileError`."""
    before = _OFFLINE.set(True)
    try:
        yield
    finally:
        _OFFLINE.reset(before)


def keras_home() -> Path:
    """Keras's folder: ``$KERAS_HOME``, or else ``~/.keras``."""
    return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()


def get_file(
    fname: PathLike | None = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: PathLike = "datasets",
    hash_algorithm: str = "auto",
    extract: bool = False,
    archive_format: str | Sequence[str] | None = "auto",
    cache_dir: PathLike | None = None,
    force_download: bool = False,
) -> str:
    """Return the path of a cached file, fetched from the address ``origin`` if it is not there (Keras's `get_file`).

    The file is ``CACHE_DIR/CACHE_SUBDIR/FNAME``; ``fname`` is the end of ``origin`` unless given, and may be an
    absolute path. With ``extract`` or ``untar`` the path is that of the folder that the archive was unpacked into;
    a folder that is there is taken to be complete. If a cached file's checksum is wrong and the right file can be
    fetched, the wrong one stays beside it as ``FNAME.rejected``.

    Raises:
        ArgumentError: ``origin`` is missing, or ``fname``, ``hash_algorithm`` or ``archive_format`` cannot be used.
        FileError: the file is not there and cannot be fetched or written; the message says where to put it.
        FormatError: what was fetched has another checksum, and is not kept; or it is no archive.
        UnsafeFile: the archive has links, or members outside its folder; nothing of it is unpacked.
    """
    if not origin:
        raise ArgumentError("get_file needs origin, the address that the file comes from")
    if md5_hash and not file_hash:
        file_hash, hash_algorithm = md5_hash, "md5"
    folder = Path(cache_dir or keras_home()).expanduser() / cache_subdir
    target, unpacked = _places(folder, fname, origin, extract or untar)
    fetched = _provide(_Wanted(target, origin, file_hash or "", _algorithm(hash_algorithm, file_hash)), force_download)
    if unpacked is None:
        return str(target)
    if fetched or not unpacked.exists():
        from plugkeras.utils.archive import unpack  # tarfile and zipfile, only for archives

        unpack(target, unpacked, "tar" if untar else archive_format)
    return str(unpacked)


class _Wanted(NamedTuple):
    """A file of the cache: where it belongs, where it comes from, and its checksum ('' for any)."""

    target: Path
    origin: str
    checksum: str
    algorithm: str

    def fits(self, path: Path) -> bool:
        return not self.checksum or self.sum_of(path) == self.checksum.lower()

    def sum_of(self, path: Path) -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, self.algorithm).hexdigest()


def _places(folder: Path, fname: PathLike | None, origin: str, is_archive: bool) -> tuple[Path, Path | None]:
    """Where the file goes and, if it is an archive, the folder that it is unpacked into; as Keras 3 names them."""
    name = Path(fname or urlsplit(origin).path.rpartition("/")[2])
    if name.name in ("", "..") or (len(name.parts) != 1 and not name.is_absolute()):
        raise ArgumentError(f"fname must be the name of a file, not '{name}'; the folder is cache_dir and cache_subdir")
    target = folder / name
    if not is_archive:
        return target, None
    if fname and "." in name.name:
        return target, target.with_name(f"{name.name.partition('.')[0]}_extracted")
    return target.with_name(f"{name.name}_archive"), target


def _algorithm(name: str, checksum: str | None) -> str:
    if name == "auto":
        return "sha256" if len(checksum or "") == 64 else "md5"
    if name not in ("md5", "sha256"):
        raise ArgumentError(f"hash_algorithm must be 'md5', 'sha256' or 'auto', not {name!r}")
    return name


def _provide(wanted: _Wanted, force: bool) -> bool:
    """Have the right file at its place; whether it had to be fetched."""
    try:
        present = wanted.target.exists()
        wrong = present and not wanted.fits(wanted.target)
        if wrong or force or not present:
            _replace(wanted, wrong)
            return True
    except FileError:
        raise
    except OSError as error:
        raise FileError(f"{wanted.target} cannot be used: {error}; KERAS_HOME can name another folder") from cause(
            error
        )
    return False


def _replace(wanted: _Wanted, wrong: bool) -> None:
    target = wanted.target
    target.parent.mkdir(parents=True, exist_ok=True)
    with _part(target) as part:
        _download(wanted, part, "has another checksum than the file expected" if wrong else "is not there")
        if wrong:
            target.replace(f"{target}.rejected")
            warnings.warn(f"{target} had a wrong checksum; it is now {target}.rejected", stacklevel=6)
        part.replace(target)


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """A path beside ``target`` to write to; what is still there at the end is removed."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _download(wanted: _Wanted, part: Path, state: str) -> None:
    target, origin = wanted.target, wanted.origin
    if _OFFLINE.get():
        raise FileError(f"{target} {state}, and is fetched when it is used.")
    try:
        _copy(origin, part, target.name)
    except (OSError, HTTPException, ValueError) as error:
        remedy = f"download {origin} elsewhere and save it as that file"
        raise FileError(f"{target} {state} and cannot be fetched ({error}): {remedy}") from cause(error)
    if not wanted.fits(part):
        got = f"its {wanted.algorithm} is {wanted.sum_of(part)}, not {wanted.checksum}"
        raise FormatError(f"what {origin} sent is not {target.name}: {got}; nothing of it was kept")


def _copy(origin: str, part: Path, title: str) -> None:
    from urllib.request import urlopen  # 40 ms of http, ssl and email

    with urlopen(origin, timeout=_PATIENCE_S) as response, part.open("wb") as out:
        total, done = int(response.headers.get("Content-Length") or 0), 0
        while chunk := response.read(_CHUNK):
            done += out.write(chunk)
            _show(title, done, total)
        _show(title, done, total, end="\n")
        if done < total:
            raise OSError(f"the connection ended after {done} of {total} bytes")
        out.flush()
        os.fsync(out.fileno())


def _show(title: str, done: int, total: int, end: str = "") -> None:
    """One line that is written over, on a terminal; nothing elsewhere."""
    if sys.stderr.isatty():
        share = f"{done / total:4.0%} of {total / 1e6:.1f} MB" if total else f"{done / 1e6:.1f} MB"
        print(f"\r{title}: {share}", end=end, file=sys.stderr, flush=True)
