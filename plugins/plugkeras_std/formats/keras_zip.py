"""``.keras``: whole models, as Keras 3 writes them: a zip archive of two JSON files, one of HDF5, and assets."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from plugkeras.errors import FormatError, UnsafeFile
from plugkeras.saving import Format, Saved, read_json
from plugkeras.saving.untrusted import SIZE as JSON_SIZE
from plugkeras_std.formats.hdf5 import EXPANSION, SMALL, read_weights
from plugkeras_std.formats.weights_h5 import weights_image

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
ASSETS = "assets/"
VERSION = "3.15.1"
"""The version of Keras whose files these are."""
MEMBERS = 10_000
"""Far beyond any model's."""
_ENCRYPTED = 1
_STORED_OR_DEFLATED = (0, 8)


class KerasZip(Format):
    """A zip archive with the members above, stored uncompressed."""

    keeps_assets = True
    signature = b"PK\x03\x04"

    def write(self, path: Path, saved: Saved) -> None:
        """In the order in which Keras writes them."""
        from zipfile import ZipFile

        date = datetime.now().strftime("%Y-%m-%d@%H:%M:%S")
        metadata = {"keras_version": VERSION, "date_saved": date, "plugkeras": saved.origin}
        members = {METADATA: json.dumps(metadata), CONFIG: json.dumps(saved.config), WEIGHTS: weights_image(saved)}
        members |= {f"{ASSETS}{name}": content for name, content in saved.assets.items()}
        with ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    @contextmanager
    def read(self, path: Path) -> Iterator[Saved]:
        """Nothing is unpacked to the disk."""
        from zipfile import BadZipFile, ZipFile

        import h5py

        try:
            with ZipFile(path) as archive:
                _check_members(archive.infolist())
                contents = {name: _content(archive, name) for name in (METADATA, CONFIG, WEIGHTS)}
                kept = [name for name in archive.namelist() if name.startswith(ASSETS) and name[-1] != "/"]
                assets = {name.removeprefix(ASSETS): _content(archive, name) for name in kept}
        except BadZipFile as error:
            raise FormatError(f"It is damaged or cut short: {str(error)[:200]}.") from None
        origin = read_json(contents[METADATA], METADATA).get("plugkeras") or {}
        config = read_json(contents[CONFIG], CONFIG)
        image = contents[WEIGHTS]
        with h5py.File(BytesIO(image), "r") as file:
            weights, named = read_weights(file, len(image))
            yield Saved(weights, named=named, config=config, origin=origin, assets=assets)


def _check_members(members: Sequence[Any]) -> None:
    """Whether the archive is one that a model could be: its names, its number of members."""
    if len(members) > MEMBERS:
        raise UnsafeFile(f"It has {len(members)} members; a model has a handful.")
    names = [member.filename for member in members]
    for name in names:
        parts = {*PurePosixPath(name).parts, *PureWindowsPath(name).parts}
        if ".." in parts or PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor:
            raise UnsafeFile(f"It has a member that points out of the archive: {name[:80]!r}.")
    for name in (METADATA, CONFIG, WEIGHTS):
        if names.count(name) != 1:
            what = "no" if name not in names else "more than one"
            raise FormatError(f"It has {what} member {name}, so it is no Keras model.")


def _content(archive: Any, name: str) -> bytes:
    """A member's bytes, if they are not many more than are in the file."""
    member = archive.getinfo(name)
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _STORED_OR_DEFLATED:
        raise FormatError(f"Its member {name} is encrypted, or compressed in a way that Keras does not use.")
    most = JSON_SIZE if name in (METADATA, CONFIG) else max(SMALL, EXPANSION * member.compress_size)
    if member.file_size > most:
        raise UnsafeFile(f"Its member {name} would unpack to {member.file_size} bytes, more than any model's.")
    with archive.open(member) as file:
        return file.read(member.file_size + 1)
