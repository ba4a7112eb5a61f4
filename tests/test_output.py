"""A file or a folder takes the place of another one as a whole, whatever the system can do at once."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from fingraph import open_store, output
from fingraph.output import replaced_file, replaced_folder
from fingraph.transfer import dump


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


def test_a_file_is_replaced_whole_and_only_when_all_is_written(tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    with replaced_file(file) as stream:
        stream.write(b"former")
    with pytest.raises(TypeError), replaced_file(file) as stream:
        stream.writelines([b"half", None])  # type: ignore[list-item]
    assert file.read_bytes() == b"former"
    with replaced_file(file) as one, replaced_file(file) as other:
        one.write(b"of one")
        other.write(b"of the other")
        one.write(b" process")
    assert file.read_bytes() == b"of one process"
    assert list(tmp_path.iterdir()) == [file]


def test_what_a_killed_process_left_is_removed_but_no_file_that_is_being_written(tmp_path: Path) -> None:
    file, others = (
        tmp_path / "answer.csv",
        [tmp_path / name for name in (".answer.csv-0123abcd.part", ".answer.csv-mine.part")],
    )
    for other in others:
        other.write_bytes(b"half")
    with replaced_file(file) as stream:
        stream.write(b"slow")
        with replaced_file(file) as other_stream:
            other_stream.write(b"quick")
    assert set(tmp_path.iterdir()) == {file, others[1]} | (set() if sys.platform != "win32" else {others[0]})
    assert file.read_bytes() == b"slow"


def test_many_that_write_one_file_take_no_file_of_each_other_for_left(tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"

    def write(number: int) -> None:
        for _ in range(100):
            with replaced_file(file) as stream:
                stream.write(b"%d" % number * 1000)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(write, range(8))) == [None] * 8
    assert list(tmp_path.iterdir()) == [file]
    assert len(file.read_bytes()) == 1000


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "kept" / "file", tmp_path / "link"
    file.parent.mkdir()
    file.write_bytes(b"former")
    link.symlink_to(file)
    with replaced_file(link) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_written_into_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.nq"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_bytes)
        dump(open_store(), pipe)
    assert len(list(ox.parse(read.result(), format=ox.RdfFormat.N_QUADS))) == len(open_store())
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
