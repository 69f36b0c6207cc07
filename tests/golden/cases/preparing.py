"""Layers that prepare data: what they make of numbers, integers and text, most after they have adapted to some."""

from typing import Any, NamedTuple

from ..parts import Data, Given, Part, integer, part, real

FLOATS = ("float32", "float64")


class Words(NamedTuple):
    """An array of text."""

    values: Any


class Prepared(NamedTuple):
    """A layer, the data that it adapts to, and what it is called with."""

    layer: Part
    x: Any
    data: Data | Given | Words | None = None
    batches: int = 0  # if the data come so many rows at a time
    dtypes: tuple[str, ...] = FLOATS
    call: dict[str, Any] = {}


def rows(name: str, x: Any, table: dict[str, dict[str, Any]], data: Any = None, **options: Any) -> dict[str, Prepared]:
    """A case for each set of arguments."""
    return {f"{name}-{key}": Prepared(part(f"layers.{name}", **kw), x, data, **options) for key, kw in table.items()}


TABLE, IMAGES = real(shape=(5, 3), low=-2, high=4), real(shape=(3, 4, 2, 3), low=-2, high=4)
MANY = real(shape=(230, 3), low=-3, high=5)
IDS = Given([[3, 1, 3], [7, -4, 12], [1, 1, 99]], integer=True)
SEEN = Given([[3, 1, 3], [7, 7, 1], [5, 3, 12], [12, 12, 3]], integer=True)
NUMBERS = Given([[0, 1, 4], [2, 3, 9]], integer=True)
COLUMN = Given([[3], [7], [99], [-4]], integer=True)
TOKENS = Words(
    [["earth", "wind", "earth"], ["", "fire", "Ärger"], ["sea", "sea", "日本"], ["wind", "x" * 40, "y" * 90]]
)
LEARNT = Words([["earth", "wind"], ["fire", "earth"], ["earth", "sea"], ["Ärger", ""], ["wind", "wind"]])
TEXTS = Words(["The quick, brown fox!", "", "  ÉTÉ is it's own\tSummer ", "the THE the fox  jumps over", "日本 fox"])
READ = Words(["the fox jumps", "The quick brown dog", "it's summer; été?", "dog dog dog", "over the sea"])
COUNTED = {m: {"output_mode": m} for m in ("int", "one_hot", "multi_hot", "count")}
MODES = COUNTED | {"tf_idf": {"output_mode": "tf_idf"}}
PADDED = {f"{m}-padded": {**kw, "max_tokens": 9, "pad_to_max_tokens": True} for m, kw in MODES.items() if m != "int"}
UNKNOWN = {
    "none": {"num_oov_indices": 3},
    "salt": {"num_oov_indices": 3, "salt": [133, 137]},
    "max": {"max_tokens": 4},
    "mask": {"num_oov_indices": 2, "output_mode": "count"},
}
SOUND, CHANNELS = real(shape=(2, 90)), real(shape=(2, 40, 3))

numbers = {
    **rows("Rescaling", TABLE, {"plain": {"scale": 0.5, "offset": -1.0}, "each": {"scale": [1.0, 2.0, -0.5]}}),
    **rows("Rescaling", integer(shape=(4, 3), high=255), {"integers": {"scale": 1 / 255}}, dtypes=("float32",)),
    **rows("Normalization", TABLE, {"given": {"mean": 1.5, "variance": 2.0}}),
    **rows("Normalization", TABLE, {"each": {"mean": [1.0, 0.0, -1.0], "variance": [0.0, 1.0, 4.0], "invert": True}}),
    **rows("Normalization", IMAGES, {"two": {"axis": (1, 3), "mean": [1.0, 2.0, 0.5], "variance": [0.5, 1.0, 2.0]}}),
    **rows("Normalization", TABLE, {"last": {}, "all": {"axis": None}, "back": {"invert": True}}, MANY),
    **rows("Normalization", TABLE, {"batches": {}, "all-batches": {"axis": None}}, MANY, batches=50),
    **rows("Normalization", IMAGES, {"places": {"axis": (1, -1)}, "axis1": {"axis": 1}}, IMAGES),
    **rows("Discretization", TABLE, {m: {"bin_boundaries": [-1.0, 0.5, 3.0], **kw} for m, kw in COUNTED.items()}),
    **rows("Discretization", TABLE, {"four": {"num_bins": 4}, "one": {"num_bins": 1}}, MANY),
    **rows("Discretization", TABLE, {"rough": {"num_bins": 7, "epsilon": 0.1}}, MANY),
    **rows("Discretization", TABLE, {"batches": {"num_bins": 5, "epsilon": 0.05}}, MANY, batches=31),
    **rows("CategoryEncoding", integer(shape=(4, 3), high=6), {
        m: {"num_tokens": 6, "output_mode": m} for m in COUNTED if m != "int"
    }),
    **rows("CategoryEncoding", integer(shape=(4, 1), high=6), {"single": {"num_tokens": 6, "output_mode": "one_hot"}}),
    **rows(
        "CategoryEncoding",
        integer(shape=(2, 3), high=4),
        {"weighed": {"num_tokens": 4, "output_mode": "count"}},
        call={"count_weights": Given([[0.1, 0.2, 0.5], [1.0, -2.0, 3.0]])},
    ),
    **rows("MelSpectrogram", SOUND, {
        "decibel": {"fft_length": 32, "sequence_stride": 8, "num_mel_bins": 5},
        "power": {"fft_length": 32, "sequence_stride": 5, "num_mel_bins": 4, "power_to_db": False, "mag_exp": 1.5},
        "options": {
            "fft_length": 64, "sequence_length": 32, "sequence_stride": 16, "window": "hamming", "num_mel_bins": 6,
            "sampling_rate": 8000, "min_freq": 100.0, "max_freq": 3000.0, "top_db": 10.0, "ref_power": 2.0,
        },
        "floor": {"fft_length": 32, "num_mel_bins": 3, "sequence_stride": 16, "window": None, "min_power": 0.5},
    }, dtypes=("float32",)),
    **rows("STFTSpectrogram", CHANNELS, {
        **{mode: {"mode": mode, "frame_length": 12} for mode in ("log", "magnitude", "psd", "real", "imag", "stft")},
        "images": {"frame_length": 16, "frame_step": 5, "expand_dims": True, "padding": "same", "scaling": "spectrum"},
        "window": {"frame_length": 8, "fft_length": 16, "window": "hamming", "periodic": True, "scaling": None},
    }),
}  # fmt: skip

integers = {
    **rows("Hashing", IDS, {f"{m}-integers": {"num_bins": 5, **kw} for m, kw in COUNTED.items()}),
    **rows("Hashing", IDS, {"masked-integers": {"num_bins": 4, "mask_value": 1, "salt": 7}}),
    **rows("Hashing", TOKENS, {m: {"num_bins": 5, **kw} for m, kw in COUNTED.items()}),
    **rows("Hashing", TOKENS, {"masked": {"num_bins": 1000, "mask_value": ""}}),
    **rows("Hashing", TOKENS, {"salt": {"num_bins": 999, "salt": [1, 2]}}),
    **rows("IntegerLookup", IDS, {m: {"vocabulary": [3, 1, 12], **kw} for m, kw in COUNTED.items()}),
    **rows("IntegerLookup", COLUMN, {"column": {"vocabulary": [3, 1, 12], "output_mode": "one_hot"}}),
    **rows("IntegerLookup", IDS, MODES | PADDED, SEEN),
    **rows("IntegerLookup", IDS, {
        "buckets": {"num_oov_indices": 3},
        "masked": {"mask_token": 1, "num_oov_indices": 2},
        "farmhash": {"num_oov_indices": 3, "oov_method": "farmhash"},
        "salt": {"num_oov_indices": 3, "oov_method": "farmhash", "salt": 9},
        "max": {"max_tokens": 3},
    }, SEEN),
    **rows("IntegerLookup", NUMBERS, {"back": {"invert": True, "mask_token": 0}}, SEEN),
}  # fmt: skip

words = {
    **rows("StringLookup", TOKENS, {m: {"vocabulary": ["wind", "sea", ""], **kw} for m, kw in COUNTED.items()}),
    **rows("StringLookup", TOKENS, MODES | PADDED | UNKNOWN, LEARNT),
    **rows("StringLookup", TOKENS, {
        "masked": {"mask_token": ""}, "masked-count": {"mask_token": "", "output_mode": "count"},
    }, LEARNT),
    **rows("StringLookup", TOKENS, {"batches": {"output_mode": "tf_idf"}}, LEARNT, batches=2),
    **rows("StringLookup", TOKENS, {"weights": {
        "vocabulary": ["[UNK]", "wind", "sea"], "idf_weights": [0.5, 0.25, 2.0], "output_mode": "tf_idf",
    }}),
    **rows("StringLookup", NUMBERS, {"back": {"invert": True, "mask_token": "fire"}}, LEARNT),
    **rows("TextVectorization", TEXTS, {m: kw for m, kw in (MODES | PADDED).items() if "one_hot" not in m}, READ),
    **rows("TextVectorization", TEXTS, {
        "length": {"output_sequence_length": 3},
        "long": {"output_sequence_length": 12, "max_tokens": 6},
        "lower": {"standardize": "lower"},
        "strip": {"standardize": "strip_punctuation"},
        "as-they-are": {"standardize": None},
        "letters": {"split": "character"},
        "whole": {"split": None},
        "pairs": {"ngrams": 2},
        "some": {"ngrams": (1, 3), "output_mode": "count"},
    }, READ),
    **rows("TextVectorization", TEXTS, {"given": {"vocabulary": ["the", "fox"]}}),
}  # fmt: skip

CASES: dict[str, Prepared] = {**numbers, **integers, **words}
