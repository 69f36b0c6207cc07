"""Projects: a model, its data and its training as one document."""

from plugkeras.project.document import CompileSpec as CompileSpec
from plugkeras.project.document import DataSpec as DataSpec
from plugkeras.project.document import FitSpec as FitSpec
from plugkeras.project.document import LayerSpec as LayerSpec
from plugkeras.project.document import ModelSpec as ModelSpec
from plugkeras.project.document import Project as Project
from plugkeras.project.values import Part as Part
from plugkeras.project.values import Table as Table
