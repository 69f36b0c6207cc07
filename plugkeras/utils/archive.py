"""Archives that are not trusted: plain files and folders inside their own folder, and nothing else."""

import os
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from lzma import LZMAError
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple

from plugkeras.errors import ArgumentError, FileError, FormatError, PlugkerasError, UnsafeFile, cause

LARGE, DENSE = 4 << 30, 100
"""An archive is a bomb when it unpacks to more than LARGE bytes and to more than DENSE times its own size."""

_BROKEN = (tarfile.TarError, zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, RuntimeError, ValueError)


class _Member(NamedTuple):
    name: str
    is_folder: bool
    is_file: bool
    open: Callable[[], Any]


def unpack(archive: Path, folder: Path, formats: str | Sequence[str] | None = "auto") -> None:
    """Unpack a tar (compressed or not) or zip ``archive``, so that ``folder`` appears when it is complete.

    A folder that exists already gets the files added to it, over those of the same names.

    Raises:
        ArgumentError: ``formats`` is not ``"auto"``, ``"tar"``, ``"zip"`` or some of them.
        FormatError: it is not such an archive, or damaged.
        FileError: the folder cannot be written.
        UnsafeFile: a member is a link or a device, lies outside the folder, or unpacks to far too much.
    """
    members = _reader(archive, formats)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        _write(members(archive), archive, part)
        if folder.exists():
            shutil.copytree(part, folder, dirs_exist_ok=True)
        else:
            part.rename(folder)
    except PlugkerasError:
        raise
    except _BROKEN as error:
        problem = FileError if getattr(error, "errno", None) else FormatError  # the system's, or the archive's
        raise problem(f"{archive} cannot be unpacked into {folder}: {error}") from cause(error)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _reader(archive: Path, formats: str | Sequence[str] | None) -> Callable[[Path], Iterator[_Member]]:
    wanted = (formats,) if isinstance(formats, str) else formats or ()
    for name in _FORMATS if formats == "auto" else wanted:
        if name not in _FORMATS:
            raise ArgumentError(f"archive_format must be 'auto', 'tar', 'zip', a list of them or None, not {name!r}")
        is_one, members = _FORMATS[name]
        if is_one(archive):
            return members
    known = f"{', '.join(_FORMATS)} (archive_format={formats!r})"
    raise FormatError(
        f"{archive} is no archive of the formats {known}: delete it, or fetch another with force_download"
    )


def _tar_members(archive: Path) -> Iterator[_Member]:
    with tarfile.open(archive) as tar:
        for info in tar:
            yield _Member(info.name, info.isdir(), info.isreg(), partial(tar.extractfile, info))


def _zip_members(archive: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(archive) as file:
        for info in file.infolist():
            is_link = stat.S_ISLNK(info.external_attr >> 16)
            yield _Member(info.filename, info.is_dir(), not is_link, partial(file.open, info))


_FORMATS = {"tar": (tarfile.is_tarfile, _tar_members), "zip": (zipfile.is_zipfile, _zip_members)}


def _write(members: Iterator[_Member], archive: Path, folder: Path) -> None:
    """Write the members under ``folder``. It holds only what was written here, so no path leads out by a link."""
    room = max(LARGE, DENSE * archive.stat().st_size)
    for member in members:
        target = folder / _inside(archive, member)
        if member.is_folder:
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        room -= _write_file(member, target, room)
        if room < 0:
            raise UnsafeFile(f"{archive} unpacks to far more than its own size; nothing of it was kept")


def _write_file(member: _Member, target: Path, room: int) -> int:
    size = 0
    with member.open() as source, target.open("wb") as out:
        while size <= room and (chunk := source.read(1 << 20)):
            size += out.write(chunk)
    return size


def _inside(archive: Path, member: _Member) -> PurePosixPath:
    """The member's path below the folder."""
    path, windows = PurePosixPath(member.name), PureWindowsPath(member.name)
    if ".." in windows.parts or path.is_absolute() or windows.anchor:
        raise UnsafeFile(f"{archive} has a member outside its folder, '{member.name}'; nothing of it was unpacked")
    if not (member.is_folder or member.is_file):
        raise UnsafeFile(f"{archive} has the member '{member.name}', no plain file; nothing of it was unpacked")
    return path
