"""A folder takes the place of another one as a whole, whatever the system can do at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from fingraph import output
from fingraph.output import replaced_folder


@pytest.fixture(params=["exchange", "two renames"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "two renames":  # as on a system that cannot exchange
        monkeypatch.setattr(output, "_exchanged", lambda *_: False)
    return tmp_path / "below" / "folder"


def write(folder: Path, text: str) -> None:
    with replaced_folder(folder) as new:
        (new / text).write_text(text, encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_folder_is_replaced_and_nothing_else_is_left(folder: Path) -> None:
    write(folder, "old")
    assert names(folder.parent) == ["folder", "old"]
    write(folder, "new")
    assert names(folder.parent) == ["folder", "new"]


def test_what_fails_leaves_the_former_folder_alone(folder: Path) -> None:
    write(folder, "old")
    with pytest.raises(FileNotFoundError):
        write(folder, "no folder/text")
    assert names(folder.parent) == ["folder", "old"]
