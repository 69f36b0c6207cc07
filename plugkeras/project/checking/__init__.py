"""Live checking: the shapes and costs of a project's layers, its problems and their fixes, defaults from the data."""

from plugkeras.project.checking.checker import Checker as Checker
from plugkeras.project.checking.checker import auto_head as auto_head
from plugkeras.project.checking.checker import check as check
from plugkeras.project.checking.report import Fix as Fix
from plugkeras.project.checking.report import LayerReport as LayerReport
from plugkeras.project.checking.report import Problem as Problem
from plugkeras.project.checking.report import Report as Report
from plugkeras.project.checking.report import Totals as Totals
