"""The data of a project: prepared for training and for prediction, and summarized for people."""

from plugkeras.project.preparing import Prepared as Prepared
from plugkeras.project.preparing import inputs as inputs
from plugkeras.project.preparing import prepare as prepare
from plugkeras.project.preparing import prepared as prepared
from plugkeras.project.summary import ColumnSummary as ColumnSummary
from plugkeras.project.summary import Summary as Summary
from plugkeras.project.summary import summarize as summarize
