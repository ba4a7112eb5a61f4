"""Tables of figures in documents, each between marks of its own."""

from __future__ import annotations

from pathlib import Path


def put(document: Path, mark: str, table: str) -> None:
    """Replace what stands between ``<!-- mark -->`` and ``<!-- /mark -->``; a document without them is an error."""
    former = between(document, mark)
    text = document.read_text(encoding="utf-8")
    if former not in text:
        raise ValueError(f"{document} has no marks <!-- {mark} --> and <!-- /{mark} -->")
    document.write_text(text.replace(former, f"<!-- {mark} -->\n{table}\n<!-- /{mark} -->"), encoding="utf-8")


def between(document: Path, mark: str) -> str:
    """Return what stands between the marks, and the marks; with nothing between them if the document has none."""
    start, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
    text = document.read_text(encoding="utf-8") if document.exists() else ""
    return f"{start}{text.partition(start)[2].partition(end)[0] if end in text else ''}{end}"
