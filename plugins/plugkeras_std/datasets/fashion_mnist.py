"""Fashion-MNIST: 60 000 + 10 000 pictures of clothes, ten kinds of them, shaped like MNIST. Zalando SE; MIT licence."""

from plugkeras_std.datasets.sources import cached
from plugkeras_std.datasets.splitting import Pair, Split
from plugkeras_std.datasets.untrusted import check_pair, read_idx


def load_data() -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``: uint8 images ``(n, 28, 28)`` and labels ``(n,)``.

    The labels are: T-shirt/top, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot.

    Raises:
        FileError: a file is not there and cannot be fetched.
        FormatError: one is damaged.
    """
    return _part("train"), _part("t10k")


def _part(name: str) -> Pair:
    images, labels = (cached(f"fashion-mnist/{name}-{kind}-ubyte.gz") for kind in ("images-idx3", "labels-idx1"))
    x, y = read_idx(images), read_idx(labels)
    check_pair(images, x, y)
    return x, y
