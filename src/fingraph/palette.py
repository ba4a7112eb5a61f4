"""How items of each class look, on the page and in figures alike."""

from __future__ import annotations

from typing import NamedTuple


class ClassStyle(NamedTuple):
    """How nodes of a class look: never by colour alone. Colours are Okabe and Ito's, told apart by the colour-blind."""

    colour: str
    shape: str
    filled: bool
    glyph: str


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
