"""The app's own themes. Nothing is told by colour alone; where colour helps, it is one that everybody can tell apart.

Text has a contrast of at least 4.5 with what is behind it, in high contrast of 7, and what is dim of 3 and 4.5 (WCAG
2.2, AA and AAA). So what Textual would mix is said here: its cursors are white on light colours.

Source: M. Okabe, K. Ito, Color Universal Design (2008), for the eight colours.
"""

from textual.theme import Theme

OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
}

COLOURBLIND = Theme(
    "plugkeras",
    primary=OKABE_ITO["sky"],
    secondary=OKABE_ITO["green"],
    accent=OKABE_ITO["orange"],
    warning=OKABE_ITO["yellow"],
    error=OKABE_ITO["vermillion"],
    success=OKABE_ITO["green"],
    foreground="#E6E6E6",
    background="#101418",
    surface="#171C21",
    panel="#222930",
    variables={
        "block-cursor-foreground": "#000000",
        "text-muted": "#B0B4B8",
        "text-disabled": "#979DA3",
        "foreground-muted": "#B0B4B8",
        "input-selection-background": "#254457",
    },
)
"""The one that is there unless another is chosen: dark, in colours that the colour-blind can tell apart."""

DARK = Theme(
    "plugkeras-dark",
    primary="#7AA2F7",
    secondary="#9ECE6A",
    accent="#E0AF68",
    warning="#E0AF68",
    error="#F7768E",
    success="#9ECE6A",
    foreground="#D5D9E5",
    background="#11121A",
    surface="#191B26",
    panel="#242736",
    variables={
        "block-cursor-foreground": "#11121A",
        "text-muted": "#A6ABBD",
        "text-disabled": "#979CB0",
        "foreground-muted": "#A6ABBD",
        "input-selection-background": "#313D5C",
    },
)

LIGHT = Theme(
    "plugkeras-light",
    primary=OKABE_ITO["blue"],
    secondary="#00664A",
    accent="#9A4300",
    warning="#7A5C00",
    error="#A83C00",
    success="#00664A",
    foreground="#1A1A1A",
    background="#FCFCFA",
    surface="#F1F1EE",
    panel="#E2E2DD",
    dark=False,
    variables={
        "block-cursor-foreground": "#FFFFFF",
        "text-muted": "#4A4A4A",
        "text-disabled": "#5E5E5E",
        "foreground-muted": "#4A4A4A",
        "input-selection-background": "#B0D3E4",
        "footer-key-foreground": "#6A2E00",
    },
)
"""Okabe and Ito's colours, darker: on white the yellow and the sky blue are hard to read."""

CONTRAST = Theme(
    "plugkeras-contrast",
    primary="#FFFFFF",
    secondary="#00FFFF",
    accent="#FFFF00",
    warning="#FFFF00",
    error="#FF9D7A",
    success="#7DFF9B",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#1E1E1E",
    text_alpha=1.0,
    variables={
        "border": "#FFFFFF",
        "border-blurred": "#AAAAAA",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#333333",
        "input-selection-background": "#333333",
        "text-muted": "#FFFFFF",
        "text-disabled": "#C8C8C8",
        "foreground-muted": "#C8C8C8",
        "footer-key-foreground": "#FFFF00",
    },
)

OWN = {
    "plugkeras": "colour-blind safe, dark",
    "plugkeras-dark": "dark",
    "plugkeras-light": "light, colour-blind safe",
    "plugkeras-contrast": "high contrast",
    "ansi-dark": "the terminal's own colours, on dark",
    "ansi-light": "the terminal's own colours, on light",
}
"""What the palette and the documentation call them; the last two come with Textual."""
