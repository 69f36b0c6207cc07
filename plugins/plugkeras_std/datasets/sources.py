"""Where the files of Keras's datasets come from: one row a file. The names, addresses and checksums are Keras's."""

from typing import NamedTuple

from plugkeras.utils.fetch import get_file


class Source(NamedTuple):
    """An address and a checksum (SHA-256 or MD5 by its length; Keras has none for Fashion-MNIST)."""

    origin: str
    checksum: str | None = None


_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_CIFAR = "https://www.cs.toronto.edu/~kriz/"
_FASHION = "fashion-mnist/"

# fmt: off
SOURCES = {
    "mnist.npz": Source(
        f"{_KERAS}mnist.npz", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"),
    "boston_housing.npz": Source(
        f"{_KERAS}boston_housing.npz", "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"),
    "california_housing.npz": Source(
        f"{_KERAS}california_housing.npz", "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"),
    "imdb.npz": Source(
        f"{_KERAS}imdb.npz", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"),
    "imdb_word_index.json": Source(
        f"{_KERAS}imdb_word_index.json", "bfafd718b763782e994055a2d397834f"),
    "reuters.npz": Source(
        f"{_KERAS}reuters.npz", "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"),
    "reuters_word_index.json": Source(
        f"{_KERAS}reuters_word_index.json", "4d44cc38712099c9e383dc6e5f11a921"),
    "cifar-10-batches-py-target_archive": Source(
        f"{_CIFAR}cifar-10-python.tar.gz", "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"),
    "cifar-100-python-target_archive": Source(
        f"{_CIFAR}cifar-100-python.tar.gz", "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"),
    f"{_FASHION}train-images-idx3-ubyte.gz": Source(f"{_KERAS}train-images-idx3-ubyte.gz"),
    f"{_FASHION}train-labels-idx1-ubyte.gz": Source(f"{_KERAS}train-labels-idx1-ubyte.gz"),
    f"{_FASHION}t10k-images-idx3-ubyte.gz": Source(f"{_KERAS}t10k-images-idx3-ubyte.gz"),
    f"{_FASHION}t10k-labels-idx1-ubyte.gz": Source(f"{_KERAS}t10k-labels-idx1-ubyte.gz"),
}
# fmt: on
"""By the file's place below the folder ``datasets`` of Keras's cache."""


def cached(place: str, fname: str | None = None) -> str:
    """Return the path of the file at ``place``, fetched if need be; ``fname`` is another name for it in the cache."""
    folder, _, name = place.rpartition("/")
    source = SOURCES[place]
    return get_file(fname or name, source.origin, file_hash=source.checksum, cache_subdir=f"datasets/{folder}")
