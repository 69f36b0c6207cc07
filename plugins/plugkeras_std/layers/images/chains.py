"""Layers of other layers: all of some, or some of many."""

from typing import Annotated, Any

from plugkeras import ops, random
from plugkeras.annotations import Count, DataFormat, NotNegative
from plugkeras.engine import Array
from plugkeras_std.layers.images import colors, neighbours, tones, warps
from plugkeras_std.layers.images.arguments import Between, Interpolation, ValueRange
from plugkeras_std.layers.images.base import Drawn, ImageLayer, Size
from plugkeras_std.layers.images.numbers import Numbers

ADJUSTED = ("brightness", "contrast", "saturation", "hue")


class RandomColorJitter(ImageLayer):
    """Brightness, contrast, saturation and hue, each as far as it has a factor; in this order."""

    value_range: ValueRange = (0, 255)
    brightness_factor: Annotated[Any, Between(-1, 1)] | None = None
    contrast_factor: Annotated[Any, Between(0, 1, "same")] | None = None
    saturation_factor: Annotated[Any, Between(-1, 1)] | None = None
    hue_factor: Annotated[Any, Between(0, 1)] | None = None
    seed: int | None = None
    data_format: DataFormat = None

    def setup(self) -> None:
        """A layer for each factor."""
        super().setup()
        for name in ADJUSTED:
            factor = getattr(self, f"{name}_factor")
            layer = getattr(colors, f"Random{name.capitalize()}")
            made = None if factor is None else layer(factor, value_range=self.value_range, **_common(self))
            setattr(self, f"random_{name}", made)

    def parts(self) -> dict[str, ImageLayer]:
        """The layers that there are, by name."""
        found = {
            n: getattr(self, n) for n in ("random_brightness", "random_contrast", "random_saturation", "random_hue")
        }
        return {name: layer for name, layer in found.items() if layer is not None}

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """What each of the layers draws."""
        return {name: layer.drawn(size, numbers) for name, layer in self.parts().items()}

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """One after another."""
        for name, layer in self.parts().items():
            images = layer.transform_images(images, drawn[name])
        return images


def _common(layer: ImageLayer) -> dict[str, Any]:
    """What the inner layers are told."""
    told = {"data_format": layer.data_format, "bounding_box_format": layer.bounding_box_format}
    return {"seed": layer.seed, "dtype": layer.dtype, **told}


SHAPES = ("random_shear", "random_translation", "random_rotation")
COLORS = ("random_brightness", "random_color_degeneration", "random_contrast", "random_sharpness")
LEVELS = ("random_posterization", "solarization", "auto_contrast", "equalization")


class Chain(ImageLayer, arguments=False):
    """A layer that has many others, of the strength ``factor``, and applies those that it draws."""

    moves = True
    names: tuple[str, ...] = ()
    links: Any  # how many times all of them draw
    factor: Any
    value_range: Any
    interpolation: str

    def setup(self) -> None:
        """The layers."""
        super().setup()
        common, f = _common(self), self.factor
        values = {"value_range": self.value_range, **common}
        plain = {name: value for name, value in values.items() if name != "seed"}
        move = {"interpolation": self.interpolation, **common}
        makes = {
            "random_shear": lambda: warps.RandomShear(f, f, **move),
            "random_translation": lambda: warps.RandomTranslation(f, f, **move),
            "random_rotation": lambda: warps.RandomRotation(f, **move),
            "random_brightness": lambda: colors.RandomBrightness(f, **values),
            "random_color_degeneration": lambda: colors.RandomColorDegeneration(f, **values),
            "random_contrast": lambda: colors.RandomContrast(f, **values),
            "random_sharpness": lambda: neighbours.RandomSharpness(f, **values),
            "random_posterization": lambda: colors.RandomPosterization(max(1, int(8 * f[1])), **values),
            "solarization": lambda: tones.Solarization(f, f, **values),
            "auto_contrast": lambda: tones.AutoContrast(**plain),
            "equalization": lambda: tones.Equalization(**plain),
        }
        for name in self.names:
            setattr(self, name, makes[name]())

    def numbers(self, shape: tuple[int, ...], seed: Any, layers: int = 1) -> Numbers:
        """Enough for all that is drawn."""
        return super().numbers(shape, seed, 2 * self.links)  # twice twelve for eleven layers

    def drawn_by_all(self, size: Size, numbers: Numbers) -> dict[str, Drawn]:
        """What each of the layers draws."""
        first = self.data_format == "channels_first"
        n, h, w, c = size
        shape = (n, c, h, w) if first else (n, h, w, c)
        return {name: {"input_shape": shape, **getattr(self, name).drawn(size, numbers)} for name in self.names}

    def one_of(self, index: Any, method: str, drawn: dict[str, Drawn], data: Any, *others: Any) -> Any:
        """What a method of the layer of that number makes of data; one that there is not leaves it as it is."""

        def applied(name: str) -> Any:
            return lambda: getattr(getattr(self, name), method)(data, drawn[name])

        return ops.switch(index, [*map(applied, self.names), *others])


class RandAugment(Chain):
    """``num_ops`` of eleven layers, drawn for a batch, one after another. Cubuk et al., 2020."""

    names = (*SHAPES, *COLORS, *LEVELS)
    value_range: ValueRange = (0, 255)
    num_ops: Count = 2
    factor: Annotated[Any, Between(0, 1)] = 0.5
    interpolation: Interpolation = "bilinear"
    seed: int | None = None
    data_format: DataFormat = None

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """Which layers, and what each of them draws."""
        chosen = numbers.whole((self.num_ops,), 0, len(self.names))
        return {"transforms": self.drawn_by_all(size, numbers), "layer_idxes": chosen}

    @property
    def links(self) -> int:
        """All layers draw once."""
        return 1

    def _each(self, method: str, data: Any, drawn: Drawn) -> Any:
        for i in range(self.num_ops):
            data = self.one_of(drawn["layer_idxes"][i], method, drawn["transforms"], data)
        return data

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """After each of those."""
        return self._each("transform_images", images, drawn)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Drawn, training: bool = True) -> Any:
        """After each of those."""
        if not training or transformation is None:
            return bounding_boxes
        return self._each("transform_bounding_boxes", bounding_boxes, transformation)

    def transform_segmentation_masks(
        self, segmentation_masks: Array, transformation: Drawn, training: bool = True
    ) -> Array:
        """After each of those."""
        if not training or transformation is None:
            return segmentation_masks
        return self._each("transform_segmentation_masks", ops.convert_to_tensor(segmentation_masks), transformation)


class AugMix(Chain):
    """A mean of the image and of ``num_chains`` chains of up to ``chain_depth`` drawn layers. Hendrycks et al., 2020.

    The weights of the chains are of Dirichlet's distribution of ``alpha``, that of the image of the beta distribution.
    Without ``all_ops``, colours are only changed by levels.
    """

    names = (*SHAPES, *LEVELS, *COLORS)
    value_range: ValueRange = (0, 255)
    num_chains: Count = 3
    chain_depth: Count = 3
    factor: Annotated[Any, Between(0, 1)] = 0.3
    alpha: NotNegative = 1.0
    all_ops: bool = True
    interpolation: Interpolation = "bilinear"
    seed: int | None = None
    data_format: DataFormat = None

    def setup(self) -> None:
        """Fewer layers, perhaps."""
        self.names = (*SHAPES, *LEVELS, *COLORS) if self.all_ops else (*SHAPES, *LEVELS)
        super().setup()

    def drawn(self, size: Size, numbers: Numbers) -> Drawn:
        """The weights, and for each link of each chain which layer (or none) and what it draws."""
        weights = random.gamma((self.num_chains,), self.alpha, "float32", numbers.seed)
        chosen = numbers.whole((self.num_chains, self.chain_depth), 0, len(self.names) + 1)
        links = [
            [{"layer_idx": i, "transformation": self.drawn_by_all(size, numbers)} for i in ops.unstack(chain)]
            for chain in ops.unstack(chosen)
        ]
        return {
            "chain_mixing_weights": weights / ops.sum(weights),
            "weight_sample": random.beta((), self.alpha, self.alpha, "float32", numbers.seed),
            "chain_transforms": links,
        }

    @property
    def links(self) -> int:
        """All layers draw for each link."""
        return self.num_chains * self.chain_depth

    def _mixed(self, method: str, data: Array, drawn: Drawn) -> Array:
        total: Any = 0.0
        for i, chain in enumerate(drawn["chain_transforms"]):
            part = data
            for link in chain:
                part = self._linked(method, link, part)
            total = total + part * ops.cast(drawn["chain_mixing_weights"][i], data.dtype)
        weight = ops.cast(drawn["weight_sample"], data.dtype)
        return weight * data + (1.0 - weight) * total

    def _linked(self, method: str, link: Any, data: Array) -> Array:
        if "layer_name" in link:  # a link as Keras has it, of a layer that is known
            return getattr(getattr(self, link["layer_name"]), method)(data, link["transformation"])
        return self.one_of(link["layer_idx"], method, link["transformation"], data, lambda: data)

    def changed(self, images: Array, drawn: Drawn, interpolation: str | None = None) -> Array:
        """The mean."""
        return ops.clip(self._mixed("transform_images", images, drawn), *self.value_range)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Drawn, training: bool = True) -> Any:
        """Where they were: most of the image is there, too."""
        return bounding_boxes

    def transform_segmentation_masks(
        self, segmentation_masks: Array, transformation: Drawn, training: bool = True
    ) -> Array:
        """The mean of masks."""
        if not training or transformation is None:
            return segmentation_masks
        masks = ops.cast(ops.convert_to_tensor(segmentation_masks), self.dtype)
        return self._mixed("transform_segmentation_masks", masks, transformation)
