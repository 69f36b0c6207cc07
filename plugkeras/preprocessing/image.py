"""``keras.preprocessing.image``; what Keras 3 has not any more, ImageDataGenerator and its like, too."""

from plugkeras.utils.affine import apply_affine_transform as apply_affine_transform
from plugkeras.utils.affine import apply_brightness_shift as apply_brightness_shift
from plugkeras.utils.affine import apply_channel_shift as apply_channel_shift
from plugkeras.utils.augmenting import ImageDataGenerator as ImageDataGenerator
from plugkeras.utils.image_flow import DirectoryIterator as DirectoryIterator
from plugkeras.utils.image_flow import NumpyArrayIterator as NumpyArrayIterator
from plugkeras.utils.images import array_to_img as array_to_img
from plugkeras.utils.images import img_to_array as img_to_array
from plugkeras.utils.images import load_img as load_img
from plugkeras.utils.images import save_img as save_img
from plugkeras.utils.images import smart_resize as smart_resize

__all__ = [
    *("DirectoryIterator", "ImageDataGenerator", "NumpyArrayIterator", "apply_affine_transform"),
    *("apply_brightness_shift", "apply_channel_shift", "array_to_img", "img_to_array", "load_img", "save_img"),
    "smart_resize",
]
