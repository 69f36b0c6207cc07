"""Arrays of numbers as pictures in a terminal: two pixels a character, few colours, or letters.

``Picture`` is the widget; ``strips`` what it draws, for widgets that draw more than a picture; ``gallery`` many small
pictures with a line of text under each.
"""

from plugkeras_tui.pictures.canvas import Canvas as Canvas
from plugkeras_tui.pictures.canvas import Drawing as Drawing
from plugkeras_tui.pictures.canvas import Ink as Ink
from plugkeras_tui.pictures.drawing import fitted as fitted
from plugkeras_tui.pictures.drawing import lines as lines
from plugkeras_tui.pictures.drawing import strips as strips
from plugkeras_tui.pictures.gallery import Gallery as Gallery
from plugkeras_tui.pictures.gallery import gallery as gallery
from plugkeras_tui.pictures.palettes import GREY as GREY
from plugkeras_tui.pictures.palettes import HEAT as HEAT
from plugkeras_tui.pictures.palettes import TWO_COLOUR as TWO_COLOUR
from plugkeras_tui.pictures.palettes import Palette as Palette
from plugkeras_tui.pictures.widget import Picture as Picture
