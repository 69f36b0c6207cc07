"""Models, and getting them back from files and JSON."""

from plugkeras.saving import load_model as load_model
from plugkeras.saving import save_model as save_model
from plugkeras.training.model import Model as Model
from plugkeras.training.model import clone_model as clone_model
from plugkeras.training.model import model_from_json as model_from_json
from plugkeras.training.sequential import Sequential as Sequential

__all__ = ["Model", "Sequential", "clone_model", "load_model", "model_from_json", "save_model"]
