"""What CIFAR-10 and CIFAR-100 share: batches of 32 × 32 colour pictures, as pickles in a tar archive.

The archive is read where Keras keeps it, and nothing is unpacked.
"""

import tarfile
from typing import Any

import numpy as np

from plugkeras.config import image_data_format
from plugkeras.errors import FormatError, cause
from plugkeras_std.datasets.splitting import Pair
from plugkeras_std.datasets.untrusted import check_pair, read_pickle_file


def read_batches(archive: str, names: list[str], labels: str) -> list[Pair]:
    """Return the images, uint8 ``(n, 32, 32, 3)``, and the int64 labels ``(n, 1)`` of the batches ``names``.

    The images are ``(n, 3, 32, 32)`` if `image_data_format` says "channels_first".

    Raises:
        FormatError: a batch is missing, or the file is damaged.
    """
    batches = {}
    try:
        with tarfile.open(archive) as tar:
            for member in tar:  # in the order of the file: to go back in it is to decompress it anew
                if member.name in names and (stream := tar.extractfile(member)):
                    batches[member.name] = read_pickle_file(archive, stream)
        return [_pair(archive, batches[name], labels) for name in names]
    except (tarfile.TarError, EOFError, KeyError, ValueError, AttributeError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{archive} is damaged or has no batches of pictures: {error!r}") from cause(error)


def _pair(archive: str, batch: dict[str, Any], labels: str) -> Pair:
    x = batch["data"].reshape(-1, 3, 32, 32)
    if image_data_format() == "channels_last":
        x = np.ascontiguousarray(x.transpose(0, 2, 3, 1))
    y = np.array(batch[labels], np.int64).reshape(-1, 1)
    check_pair(archive, x, y)
    return x, y
