"""Datasets: ``plugkeras.datasets.digits.load_data()``."""

from typing import Any

from plugkeras_std.datasets import boston_housing as boston_housing
from plugkeras_std.datasets import california_housing as california_housing
from plugkeras_std.datasets import cifar10 as cifar10
from plugkeras_std.datasets import cifar100 as cifar100
from plugkeras_std.datasets import digits as digits
from plugkeras_std.datasets import fashion_mnist as fashion_mnist
from plugkeras_std.datasets import imdb as imdb
from plugkeras_std.datasets import iris as iris
from plugkeras_std.datasets import mnist as mnist
from plugkeras_std.datasets import reuters as reuters
from plugkeras_std.datasets.drawn import blobs as blobs
from plugkeras_std.datasets.drawn import circles as circles
from plugkeras_std.datasets.drawn import moons as moons
from plugkeras_std.datasets.drawn import sine as sine
from plugkeras_std.datasets.drawn import spirals as spirals
from plugkeras_std.datasets.drawn import xor as xor

def __getattr__(name: str) -> Any: ...  # what other people's plugins offer
