"""Notebooks are committed as they are read: without results, and without findings that nothing computes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fingraph.projection import to_networkx
from fingraph.resources import PACKAGE

NOTEBOOKS = sorted((PACKAGE.parents[1] / "notebooks").glob("*.ipynb"))
ESSAYS = [path for path in NOTEBOOKS if path.stem != "01-sparql"]
"""Those that state findings."""

NO_CLAIM = re.compile(r"`[^`]*`|\(?\b(1[89]|20)\d\d,\s+doi:[^\s),;]+|doi:[^\s),;]+|^#+ \d+\. ", re.MULTILINE)
"""Code, years and DOIs of references, ordinals of headings: their digits say nothing about the data."""


def cells(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def prose(path: Path) -> str:
    """Return what is written in a notebook, without code and references."""
    written = ("".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown")
    return NO_CLAIM.sub("", "\n\n".join(written))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_results_and_with_stable_ids(path: Path) -> None:
    found = cells(path)
    assert [cell["id"] for cell in found] == [f"cell-{place:02}" for place in range(len(found))]
    assert all(cell["metadata"] == {} for cell in found)
    code = [cell for cell in found if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_all_notebooks_have_the_same_metadata() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{place:02}" for place in range(1, len(NOTEBOOKS) + 1)]
    assert len({json.dumps(json.loads(path.read_text(encoding="utf-8"))["metadata"]) for path in NOTEBOOKS}) == 1


@pytest.mark.parametrize("path", ESSAYS, ids=lambda path: path.stem)
def test_no_number_is_typed_into_the_text(path: Path) -> None:
    assert re.findall(r".*[0-9%％].*", prose(path)) == []


@pytest.mark.parametrize("path", ESSAYS, ids=lambda path: path.stem)
def test_no_item_is_named_in_the_text(path: Path) -> None:
    """Single English words can be just words; Chinese labels, and English ones of several words, are names."""
    text = prose(path).casefold()
    items = to_networkx(projection="full").nodes(data=True)
    labels = {data["label_zh"] for _, data in items} | {
        data["label_en"] for _, data in items if " " in data["label_en"]
    }
    assert [label for label in sorted(labels) if label.casefold() in text] == []


@pytest.mark.parametrize("claim", ["The first has 5 links", "九 of 12", "half, 50%", "1999 was early", "## 42 reasons"])
def test_a_typed_number_would_be_found(claim: str) -> None:
    assert re.search(r"[0-9%％]", NO_CLAIM.sub("", claim))


def test_references_code_and_ordinals_are_no_numbers() -> None:
    text = "## 1. Question\n\nAs said (Rubin 1981, doi:10.1214/aos/1176345338), `head(10)` of `02-centrality`."
    assert not re.search(r"[0-9%％]", NO_CLAIM.sub("", text))
