"""Forms from constructors: what there is to fill in of a part, how it is read, checked and written."""

from plugkeras.forms.controls import Control as Control
from plugkeras.forms.fields import Field as Field
from plugkeras.forms.fields import Unset as Unset
from plugkeras.forms.form import Form as Form
from plugkeras.forms.form import Problem as Problem
from plugkeras.forms.form import form_of as form_of
