"""How light a colour is. Apart from the palettes, which need numpy: a first picture does not wait for that."""

from textual.color import Color


def luminance(colour: Color) -> float:
    """How light a colour is, from 0 to 1 (relative luminance, WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
