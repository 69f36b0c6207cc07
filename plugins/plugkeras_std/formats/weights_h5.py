"""``.weights.h5``: weights alone, as Keras 3 writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from plugkeras.errors import FormatError
from plugkeras.saving import Format, Saved
from plugkeras_std.formats.hdf5 import read_weights, write_weights


class WeightsH5(Format):
    """An HDF5 file of weights."""

    whole = False
    signature = b"\x89HDF\r\n\x1a\n"

    def write(self, path: Path, saved: Saved) -> None:
        """Made in memory first: HDF5 does not end well on a full disk."""
        path.write_bytes(weights_image(saved))

    @contextmanager
    def read(self, path: Path) -> Iterator[Saved]:
        """The arrays are read when they are asked for."""
        import h5py

        with h5py.File(path, "r") as file:
            if "model_config" in file.attrs or "layer_names" in file.attrs or "model_weights" in file:
                raise FormatError("It is a file of the older HDF5 format, by its content: rename it to end in .h5.")
            weights, named = read_weights(file, path.stat().st_size)
            yield Saved(weights, named=named)


def weights_image(saved: Saved) -> memoryview:
    """The bytes of the file."""
    import h5py

    image = BytesIO()
    with h5py.File(image, "w") as file:
        write_weights(file, saved)
    return image.getbuffer()
