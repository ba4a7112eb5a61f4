"""Files written whole: a failure leaves what stood there before."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path


def write_together(folder: Path, contents: dict[str, bytes]) -> None:
    """Write files beside, then put them in place, all or none.

    Parameters
    ----------
    folder
        Where they go; it must exist.
    contents
        File name, or path below the folder with ``/``, → content.

    Raises
    ------
    OSError
        If a file cannot be written; then the former ones are whole.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fingraph-") as beside:
        new, former = Path(beside, "new"), Path(beside, "former")
        new.mkdir()
        former.mkdir()
        for name, content in contents.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
            if (folder / name).exists():
                (former / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(folder / name, former / name)
        _put_in_place(folder, new, former, list(contents))


def _put_in_place(folder: Path, new: Path, former: Path, names: list[str]) -> None:
    """Put the new files in place; if that stops half-way, put all former ones back."""
    try:
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).replace(folder / name)
    except BaseException:
        for name in names:
            if (former / name).exists():
                (former / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
        raise
