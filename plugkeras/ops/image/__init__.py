"""The ops that Keras has in ``keras.ops.image``: images (n, height, width, channels), or one without n.

They are channels first where ``data_format`` says so, or by default the configuration. A module here is imported
when one of its names is first used.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

if _TYPE_CHECKING:
    from plugkeras.ops.image.colors import *  # noqa: F403
    from plugkeras.ops.image.edges import *  # noqa: F403
    from plugkeras.ops.image.filters import *  # noqa: F403
    from plugkeras.ops.image.patches import *  # noqa: F403
    from plugkeras.ops.image.resizing import *  # noqa: F403
    from plugkeras.ops.image.transforms import *  # noqa: F403

_MODULES = {
    "colors": "hsv_to_rgb rgb_to_grayscale rgb_to_hsv",
    "edges": "crop_images pad_images",
    "filters": "gaussian_blur sobel_edges ssim",
    "patches": "extract_patches extract_patches_3d",
    "resizing": "resize scale_and_translate",
    "transforms": "affine_transform elastic_transform map_coordinates perspective_transform",
}
_LATER = {name: module for module, names in _MODULES.items() for name in names.split()}
__all__ = sorted(_LATER)


def __dir__() -> list[str]:
    return __all__


if not _TYPE_CHECKING:  # or every name would be one

    def __getattr__(name: str) -> _Any:
        if name not in _LATER:
            from plugkeras.errors import did_you_mean  # only errors ask

            hint = "" if name.startswith("__") else did_you_mean(name, __all__)
            raise AttributeError(f"plugkeras.ops.image has no '{name}'{hint or '.'}", name=name)
        globals()[name] = found = getattr(_import_module(f"{__name__}.{_LATER[name]}"), name)
        return found
