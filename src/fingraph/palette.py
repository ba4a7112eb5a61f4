"""How the classes of items look, on the page, in figures and in graph files."""

from __future__ import annotations

from typing import NamedTuple


class ClassStyle(NamedTuple):
    """How nodes of a class look: never by colour alone. Colours are Okabe and Ito's, told apart by the colour-blind."""

    colour: str
    shape: str
    filled: bool
    glyph: str

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, each from 0 to 255."""
        red, green, blue = bytes.fromhex(self.colour[1:])
        return red, green, blue


class SideStyle(NamedTuple):
    """How the links of one side of a comparison look: never by colour alone. Dashes are pixels of line and gap."""

    colour: str
    dashes: tuple[int, ...]


SIDE_STYLES = (SideStyle("#a3003f", (9, 5)), SideStyle("#1f3fbf", (2, 3)), SideStyle("#5a5a5a", ()))
"""Of what A alone, B alone, and both state."""

CLASS_STYLES = {
    "Policy": ClassStyle("#c44e00", "star", filled=True, glyph="★"),
    "Technology": ClassStyle("#0072b2", "dot", filled=True, glyph="●"),
    "Sector": ClassStyle("#00805b", "square", filled=True, glyph="■"),
    "Scenario": ClassStyle("#2a8fc7", "triangle", filled=True, glyph="▲"),
    "Practice": ClassStyle("#b0558a", "diamond", filled=True, glyph="◆"),
    "Challenge": ClassStyle("#5a5a5a", "triangleDown", filled=True, glyph="▼"),
    "Outcome": ClassStyle("#b57600", "hexagon", filled=True, glyph="⬢"),
    "ActorType": ClassStyle("#6a4c93", "square", filled=False, glyph="□"),
    "DataResource": ClassStyle("#0072b2", "dot", filled=False, glyph="○"),
    "Organisation": ClassStyle("#c44e00", "diamond", filled=False, glyph="◇"),
    "Trend": ClassStyle("#5a5a5a", "star", filled=False, glyph="☆"),
    "Item": ClassStyle("#5a5a5a", "triangle", filled=False, glyph="△"),
}
"""Local name of a class → its look, in the order of the legend."""
