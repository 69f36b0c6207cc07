"""What noise is in training, and what merging layers are called with."""

import numpy as np
import pytest

from plugkeras import layers
from plugkeras.errors import ArgumentError, ShapeError

MANY = np.full((200, 30, 20), 2.0, "float32")
SELU = np.random.default_rng(0).normal(size=(200, 30, 20)).astype("float32")

STATISTICS = {
    "Gaussian noise": (layers.GaussianNoise(0.5, seed=1), MANY, 2.0, 0.5),
    "Gaussian dropout": (layers.GaussianDropout(0.2, seed=1), MANY, 2.0, 1.0),  # 2 * sqrt(0.2 / 0.8)
    "alpha dropout": (layers.AlphaDropout(0.3, seed=1), SELU, 0.0, 1.0),
    "dropout": (layers.Dropout(0.2, seed=1), MANY, 2.0, 1.0),
}


@pytest.mark.parametrize("name", STATISTICS)
def test_noise_has_the_mean_and_the_deviation_that_it_promises(name):
    layer, x, mean, deviation = STATISTICS[name]
    y = np.asarray(layer(x, training=True))
    np.testing.assert_allclose([y.mean(), y.std()], [mean, deviation], atol=0.02)
    np.testing.assert_array_equal(layer(x, training=False), x)


@pytest.mark.parametrize(
    ("layer", "shape", "space"),
    [
        (layers.SpatialDropout1D(0.5, seed=1), (8, 5, 16), (1,)),
        (layers.SpatialDropout2D(0.5, seed=1), (8, 5, 4, 16), (1, 2)),
        (layers.SpatialDropout2D(0.5, data_format="channels_first", seed=1), (8, 16, 5, 4), (2, 3)),
        (layers.SpatialDropout3D(0.5, seed=1), (8, 5, 4, 3, 16), (1, 2, 3)),
        (layers.SpatialDropout3D(0.5, "channels_first", 1), (8, 16, 5, 4, 3), (2, 3, 4)),
    ],
    ids=str,
)
def test_spatial_dropout_drops_whole_channels(layer, shape, space):
    y = np.asarray(layer(np.ones(shape, "float32"), training=True))
    assert {0.0, 2.0} == set(np.unique(y))
    assert not y.std(axis=space).any()
    assert 0.3 < (y.max(axis=space) == 0).mean() < 0.7


A, B = np.arange(6.0).reshape(2, 3), np.ones((2, 3))

CALLED = {
    "add": (layers.add([A, B]), A + 1),
    "subtract": (layers.subtract([A, B]), A - 1),
    "multiply": (layers.multiply([A, A]), A * A),
    "average": (layers.average([A, B, B]), (A + 2) / 3),
    "maximum": (layers.maximum([A, B]), np.maximum(A, 1)),
    "minimum": (layers.minimum([A, B]), np.minimum(A, 1)),
    "concatenate": (layers.concatenate([A, B], axis=0), np.concatenate([A, B])),
    "dot": (layers.dot([A, B], axes=1), [[3], [12]]),
}


@pytest.mark.parametrize("name", CALLED)
def test_merging_layers_have_functions(name):
    got, expected = CALLED[name]
    np.testing.assert_allclose(got, expected)


REFUSED = {
    "is called on a list": (ShapeError, lambda: layers.Add()(A)),
    "takes 2 inputs, and got 3": (ShapeError, lambda: layers.Subtract()([A, A, A])),
    "cannot bring together": (ShapeError, lambda: layers.Multiply()([A, np.ones((2, 4))])),
    "as many samples": (ShapeError, lambda: layers.Multiply()([A, np.ones((3, 3))])),
    "differ in axis -1 only": (ShapeError, lambda: layers.Concatenate()([A, np.ones((2, 3, 1))])),
    "behind that of the batch": (ArgumentError, lambda: layers.Dot(axes=0)),
    "cannot sum up": (ShapeError, lambda: layers.Dot(axes=1)([A, np.ones((2, 4))])),
    "cannot be divided into 2 groups": (ArgumentError, lambda: layers.GroupNormalization(2)(A)),
    "must be less than 1": (ArgumentError, lambda: layers.GaussianDropout(1.0)),
    "no dmax below 0": (ArgumentError, lambda: layers.BatchNormalization(renorm_clipping={"dmax": -1})),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_does_not_fit_is_refused_in_a_sentence(said):
    error, call = REFUSED[said]
    with pytest.raises(error, match=said):
        call()


def test_masks_come_together_as_their_arrays_do():
    x, masks = [np.ones((2, 3, 4))] * 2, [np.array([[1, 0, 0], [1, 1, 0]]) > 0, np.array([[0, 0, 1], [1, 0, 0]]) > 0]
    np.testing.assert_array_equal(layers.Add().compute_mask(x, masks), masks[0] | masks[1])
    assert layers.Add().compute_mask(x, [masks[0], None]) is None
    along = layers.Concatenate(axis=1).compute_mask(x, [masks[0], None])
    np.testing.assert_array_equal(along, np.concatenate([masks[0], np.ones((2, 3), bool)], axis=1))
    np.testing.assert_array_equal(layers.Concatenate().compute_mask(x, masks), masks[0] | masks[1])
    assert layers.Dot(axes=-1).compute_mask(x, masks) is None
