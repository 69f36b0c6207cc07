"""More layers: several inputs, noise where nothing is drawn, normalisation, what is learnt of an activation."""

from ..parts import Given, integer, part, real
from .layers import IMAGES, IMAGES_FIRST, POSITIVE, ROWS, STEPS, Layer, rows

TWO = (real(shape=(2, 3, 4)), real(shape=(2, 3, 4)))
THREE = (*TWO, real(shape=(2, 3, 4)))
BROADCAST = (real(shape=(2, 3, 4)), real(shape=(2, 4)), real(shape=(2, 1, 1)))
VOLUMES = real(shape=(2, 3, 4, 3, 2))

QUERY, VALUE = real(shape=(2, 3, 4)), real(shape=(2, 5, 4))
SEEN = (Given([[1, 0, 1], [1, 1, 0]], integer=True), Given([[0, 1, 1, 0, 1], [1, 1, 1, 1, 0]], integer=True))
SEEN_BY_ALL = Given([[[1, 0, 1, 1, 0]] * 3, [[0, 1, 0, 1, 1]] * 3], integer=True)
FIVE = {"input_dim": 5, "output_dim": 3}
HEADS = {"num_heads": 2, "key_dim": 3}
SHARED_HEADS = {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2}

merging = {
    **{
        key: case
        for name in ("Add", "Multiply", "Average", "Maximum", "Minimum")
        for key, case in {
            **rows(f"layers.{name}", THREE, {"three": {}}),
            **rows(f"layers.{name}", BROADCAST, {"broadcast": {}}),
        }.items()
    },
    **rows("layers.Subtract", TWO, {"two": {}}),
    **rows("layers.Subtract", (real(shape=(2, 4)), real(shape=(2, 3, 4))), {"broadcast": {}}),
    **rows("layers.Concatenate", THREE, {"last": {}, "first": {"axis": 1}}),
    **rows("layers.Concatenate", (real(shape=(2, 3, 4)), real(shape=(2, 5, 4))), {"lengths": {"axis": -2}}),
    **rows("layers.Dot", (real(shape=(3, 5)), real(shape=(3, 5))), {
        "vectors": {"axes": 1},
        "cosine": {"axes": -1, "normalize": True},
    }),
    **rows("layers.Dot", (real(shape=(2, 3, 4)), real(shape=(2, 5, 4))), {
        "last": {"axes": 2},
        "pair": {"axes": (2, -1), "normalize": True},
    }),
    **rows("layers.Dot", (real(shape=(2, 3, 4)), real(shape=(2, 3))), {"vector": {"axes": 1}}),
    **rows("layers.Dot", (real(shape=(2, 3)), real(shape=(2, 5, 3))), {"vector-first": {"axes": (1, 2)}}),
    **rows("layers.Dot", (real(shape=(2, 3, 4, 2)), real(shape=(2, 5, 3, 2))), {"four": {"axes": (1, 2)}}),
}  # fmt: skip

regularization = {
    **rows("layers.ActivityRegularization", ROWS, {"both": {"l1": 0.1, "l2": 0.2}}),
    **{
        key: case
        for name, x in (("SpatialDropout1D", STEPS), ("SpatialDropout2D", IMAGES), ("SpatialDropout3D", VOLUMES))
        for key, case in rows(f"layers.{name}", x, {"inference": {"rate": 0.5}}, modes=(False,)).items()
    },
    **rows("layers.GaussianNoise", ROWS, {"inference": {"stddev": 0.5}}, modes=(False,)),
    **rows("layers.GaussianDropout", ROWS, {"inference": {"rate": 0.5}, "off": {"rate": 0.0}}, modes=(False,)),
    **rows("layers.AlphaDropout", ROWS, {"inference": {"rate": 0.5}}, modes=(False,)),
}

activations = {
    **rows("layers.PReLU", ROWS, {"plain": {}}),
    **rows("layers.PReLU", IMAGES, {"images": {}, "shared": {"shared_axes": [1, 2]}, "one": {"shared_axes": [3]}}),
}

normalization = {
    **rows("layers.BatchNormalization", real(shape=(6, 4), low=-2, high=3), {
        "renorm": {"renorm": True},
        "renorm-clipped": {
            "renorm": True, "renorm_clipping": {"rmin": 0.9, "rmax": 1.1, "dmax": 0.1}, "renorm_momentum": 0.6,
        },
        "renorm-rmax": {"renorm": True, "renorm_clipping": {"rmax": 1.2}, "scale": False, "momentum": 0.5},
        "renorm-bare": {"renorm": True, "scale": False, "center": False, "epsilon": 0.1},
    }, calls=3, **POSITIVE),
    **rows("layers.BatchNormalization", IMAGES, {"renorm-axis1": {"renorm": True, "axis": 1}}, calls=2, **POSITIVE),
    **rows("layers.GroupNormalization", ROWS, {"one": {"groups": 1}, "each": {"groups": -1}, "five": {"groups": 5}}),
    **rows("layers.GroupNormalization", IMAGES, {
        "two": {"groups": 2},
        "epsilon": {"groups": 4, "epsilon": 0.1},
        "axis1": {"groups": 7, "axis": 1},
        "axis2": {"groups": 3, "axis": 2},
        "no_center": {"groups": 2, "center": False},
        "no_scale": {"groups": 2, "scale": False},
    }),
    **rows("layers.GroupNormalization", IMAGES_FIRST, {"first": {"groups": 2, "axis": 1}}),
    **rows("layers.RMSNormalization", STEPS, {"plain": {}, "axes": {"axis": [1, 2]}}),  # Keras's axis=1 is not done
    **rows("layers.RMSNormalization", IMAGES, {"epsilon": {"epsilon": 0.1}, "axes": {"axis": [3, -2]}}),
    **rows("layers.UnitNormalization", STEPS, {"plain": {}, "axis1": {"axis": 1}, "axes": {"axis": [1, 2]}}),
}  # fmt: skip

einsum = {
    **rows("layers.EinsumDense", STEPS, {
        "steps": {"equation": "abc,cd->abd", "output_shape": (None, 3), "bias_axes": "d", "activation": "tanh"},
        "across": {"equation": "abc,bd->adc", "output_shape": (2, None), "bias_axes": "d"},
        "both": {"equation": "abc,bcde->ade", "output_shape": (2, 3), "bias_axes": "de"},
        "left": {"equation": "...x,xy->...y", "output_shape": 6, "bias_axes": "y"},
        "right": {"equation": "ab...,bc->ac...", "output_shape": 6, "bias_axes": "c"},
        "no_bias": {"equation": "abc,cd->abd", "output_shape": (4, 2)},
        "each": {"equation": "abc,bcd->abd", "output_shape": (4, 2), "bias_axes": "bd"},
    }),
}  # fmt: skip

attention = {
    **{
        f"{key}{label}": case
        for name, table in {
            "Attention": {
                "dot": {}, "scaled": {"use_scale": True}, "concat": {"score_mode": "concat"},
                "concat-scaled": {"score_mode": "concat", "use_scale": True},
            },
            "AdditiveAttention": {"scaled": {}, "bare": {"use_scale": False}},
        }.items()
        for label, inputs, mask in (
            ("", (QUERY, VALUE), None), ("-key", (QUERY, VALUE, VALUE), None), ("-masked", (QUERY, VALUE), SEEN)
        )
        for key, case in rows(f"layers.{name}", inputs, table, mask=mask).items()
    },
    **rows("layers.Attention", (QUERY, VALUE), {"causal": {}}, call={"use_causal_mask": True}),
    **{
        f"MultiHeadAttention-{key}": Layer(part("layers.MultiHeadAttention", **{**HEADS, **given}), x, call=call)
        for key, (given, x, call) in {
            "plain": ({}, QUERY, {"value": VALUE}),
            "key": ({"value_dim": 2}, QUERY, {"value": VALUE, "key": real(shape=(2, 5, 3))}),
            "gate": ({"use_gate": True, "output_shape": 5}, QUERY, {"value": VALUE}),
            "no_bias": ({"use_bias": False}, QUERY, {"value": VALUE, "use_causal_mask": True}),
            "window": ({"sliding_window": 2}, VALUE, {"value": VALUE}),
            "window-causal": ({"sliding_window": 2}, VALUE, {"value": VALUE, "use_causal_mask": True}),
            "masks": ({}, QUERY, {"value": VALUE, "key_mask": SEEN[1], "value_mask": SEEN[1]}),
            "mask": ({}, QUERY, {"value": VALUE, "attention_mask": SEEN_BY_ALL}),
            "images": ({"attention_axes": (1, 2)}, real(shape=(2, 3, 2, 4)), {"value": real(shape=(2, 4, 3, 4))}),
            "one-axis": ({"attention_axes": 2}, real(shape=(2, 3, 2, 4)), {"value": real(shape=(2, 3, 5, 4))}),
            "output-shape": ({"output_shape": (3, 2)}, QUERY, {"value": VALUE}),
        }.items()
    },
    **{
        f"GroupQueryAttention-{key}": Layer(
            part("layers.GroupQueryAttention", **{**SHARED_HEADS, **given}),
            QUERY,
            call={"value": VALUE, **call},
        )
        for key, (given, call) in {
            "plain": ({}, {}),
            "gate": ({"use_gate": True, "use_bias": False}, {"use_causal_mask": True}),
            "masks": ({"num_key_value_heads": 1}, {"value_mask": SEEN[1]}),
            "window": ({"sliding_window": 2, "num_key_value_heads": 4}, {}),
        }.items()
    },
}  # fmt: skip

shapes = {
    **rows("layers.Cropping1D", STEPS, {"plain": {}, "pair": {"cropping": (2, 0)}, "one": {"cropping": 1}}),
    **rows("layers.Cropping2D", IMAGES, {
        "plain": {}, "one": {"cropping": 1}, "two": {"cropping": (1, 2)}, "pairs": {"cropping": ((1, 0), (0, 3))},
    }),
    **rows("layers.Cropping2D", IMAGES_FIRST, {"first": {"cropping": (2, 1), "data_format": "channels_first"}}),
    **rows("layers.Cropping3D", VOLUMES, {"plain": {}, "pairs": {"cropping": ((1, 0), (0, 3), (2, 0))}}),
}  # fmt: skip

wrappers = {
    **rows("layers.SpectralNormalization", ROWS, {
        "dense": {"layer": part("layers.Dense", units=3)},
        "iterations": {"layer": part("layers.Dense", units=3, activation="tanh"), "power_iterations": 4},
    }, calls=2),
    **rows("layers.SpectralNormalization", IMAGES, {
        "conv": {"layer": part("layers.Conv2D", filters=3, kernel_size=2)},
    }),
    **{
        f"ReversibleEmbedding-{key}": Layer(part("layers.ReversibleEmbedding", **FIVE, **given), x, call=call)
        for key, (given, x, call) in {
            "there": ({"mask_zero": True}, integer(shape=(3, 4)), {}),
            "back": ({}, real(shape=(2, 4, 3)), {"reverse": True}),
            "capped": ({"logit_soft_cap": 0.5}, real(shape=(2, 3)), {"reverse": True}),
            "own": ({"tie_weights": False}, real(shape=(2, 3)), {"reverse": True}),
        }.items()
    },
}  # fmt: skip

FIRST = {"data_format": "channels_first"}
transposed = {
    **rows("layers.Conv1DTranspose", STEPS, {
        "plain": {"filters": 3, "kernel_size": 2},
        "strides": {"filters": 3, "kernel_size": 3, "strides": 2, "activation": "tanh"},
        "same": {"filters": 2, "kernel_size": 4, "strides": 3, "padding": "same", "use_bias": False},
        "output_padding": {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 1},
        "dilation": {"filters": 2, "kernel_size": 3, "dilation_rate": 2},
    }),
    **rows("layers.Conv2DTranspose", IMAGES, {
        "plain": {"filters": 3, "kernel_size": 2},
        "same": {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same", "activation": "relu"},
        "sizes": {"filters": 2, "kernel_size": (2, 3), "strides": (3, 2), "output_padding": (2, 0)},
    }),
    **rows("layers.Conv2DTranspose", IMAGES_FIRST, {"first": {"filters": 3, "kernel_size": 3, "strides": 2, **FIRST}}),
    **rows("layers.Conv3DTranspose", VOLUMES, {"plain": {"filters": 2, "kernel_size": 2, "strides": (1, 2, 2)}}),
}  # fmt: skip

depthwise = {
    **rows("layers.DepthwiseConv1D", STEPS, {
        "plain": {"kernel_size": 2},
        "same": {"kernel_size": 3, "padding": "same", "strides": 2, "depth_multiplier": 3, "activation": "tanh"},
    }),
    **rows("layers.DepthwiseConv2D", IMAGES, {
        "plain": {"kernel_size": 3},
        "same": {"kernel_size": (2, 3), "padding": "same", "depth_multiplier": 2, "use_bias": False},
        "strides": {"kernel_size": 3, "strides": 2, "padding": "same"},
        "dilation": {"kernel_size": 2, "dilation_rate": 2},
    }),
    **rows("layers.DepthwiseConv2D", IMAGES_FIRST, {"first": {"kernel_size": 3, "depth_multiplier": 2, **FIRST}}),
    **rows("layers.SeparableConv1D", STEPS, {
        "plain": {"filters": 3, "kernel_size": 2},
        "dilation": {"filters": 3, "kernel_size": 2, "padding": "same", "dilation_rate": 2, "depth_multiplier": 2},
    }),
    **rows("layers.SeparableConv2D", IMAGES, {
        "plain": {"filters": 3, "kernel_size": 3, "activation": "relu"},
        "same": {"filters": 5, "kernel_size": 2, "padding": "same", "strides": 2, "depth_multiplier": 2},
    }),
    **rows("layers.SeparableConv2D", IMAGES_FIRST, {"first": {"filters": 3, "kernel_size": 2, **FIRST}}),
}  # fmt: skip

CASES = {
    **transposed,
    **depthwise,
    **shapes,
    **wrappers,
    **merging,
    **einsum,
    **attention,
    **regularization,
    **activations,
    **normalization,
}
