"""MNIST: 60 000 handwritten digits to train on and 10 000 to test with. Y. LeCun, C. Cortes; CC BY-SA 3.0."""

from plugkeras_std.datasets.sources import cached
from plugkeras_std.datasets.splitting import Split
from plugkeras_std.datasets.untrusted import read_npz


def load_data(path: str = "mnist.npz") -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: uint8 images ``(n, 28, 28)`` and labels ``(n,)``.

    Args:
        path: The file's name in Keras's cache folder, or an absolute path.

    Raises:
        FileError: the file is not there and cannot be fetched.
        FormatError: it is damaged.
    """
    x_train, y_train, x_test, y_test = read_npz(cached("mnist.npz", path), "x_train", "y_train", "x_test", "y_test")
    return (x_train, y_train), (x_test, y_test)
