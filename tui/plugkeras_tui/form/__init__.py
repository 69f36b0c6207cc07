"""A form as one list of lines: `PropertyList` shows a `plugkeras.forms.Form` and the part that it fills in."""

from plugkeras_tui.form.property_list import PropertyList as PropertyList
