"""What ``report.toml`` says of a report."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fingraph.errors import Problem, SourceError, TableError
from fingraph.tables import REPORT_KEYS
from fingraph.tables.reader import CONTROL
from fingraph.tables.reports import DATE, is_date

if TYPE_CHECKING:
    from fingraph.model import Excluded

LANGUAGES = {"zh": "zh-hans", "en": "en"}
RIGHTS = "The text belongs to its author and is not included; stand-off annotations are CC BY 4.0."
UNKNOWN = "unknown"
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody says of a report; what is empty stays as it was, or is found out.

    Parameters
    ----------
    title
        One line.
    language
        ``"zh"`` or ``"en"``.
    publisher
        One line.
    date
        ISO 8601 year, month or day.
    """

    title: str = ""
    language: str = ""
    publisher: str = ""
    date: str = ""

    def check(self) -> None:
        """Raise SourceError for what ``report.toml`` cannot hold."""
        for name in ("title", "publisher"):
            value = getattr(self, name)
            if value and (not value.strip() or CONTROL.search(value) or "\n" in value or len(value) > LONGEST):
                raise SourceError(
                    f"{name} {value[:60]!r} is not allowed; use a text of one line, up to {LONGEST} characters"
                )
        if self.language and self.language not in LANGUAGES:
            raise SourceError(f"language {self.language!r} is not known; use one of {', '.join(LANGUAGES)}")
        if self.date and not (DATE.fullmatch(self.date) and (len(self.date) < 10 or is_date(self.date))):
            raise SourceError(
                f"date {self.date!r} is not allowed; use a year, month or day such as 2025, 2025-01 or 2025-01-15"
            )


def read_metadata(path: Path) -> dict[str, Any]:
    """Return what ``report.toml`` says.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    dict
        As in the file.

    Raises
    ------
    TableError
        If it cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise TableError([Problem(str(path), 0, f"not TOML: {error}")]) from error


def updated(former: dict[str, Any], details: Details, text: str) -> dict[str, Any]:
    """Return the metadata of a report, new or as changed by what somebody says of it.

    Parameters
    ----------
    former
        Of the report so far; empty for a new one.
    details
        What is said.
    text
        Of the report, by which its language is known if nobody says it.

    Returns
    -------
    dict
        Values for every key that a report must have, its date, and whether it is an example.
    """
    found = {
        "creator": UNKNOWN,
        "publisher": UNKNOWN,
        "language": LANGUAGES[language_of(text)],
        "rights": RIGHTS,
        **{key: former[key] for key in (*REPORT_KEYS, "date", "example") if key in former},
    }
    if details.title:
        found |= {"title_en": details.title, "title_zh": details.title}
    if details.publisher:
        creator = details.publisher if found["creator"] in (UNKNOWN, found["publisher"]) else found["creator"]
        found |= {"publisher": details.publisher, "creator": creator}
    if details.language:
        found["language"] = LANGUAGES[details.language]
    if details.date:
        found["date"] = details.date
    return found


def language_of(text: str) -> str:
    """Return the language of most of a text.

    Parameters
    ----------
    text
        Chinese or English.

    Returns
    -------
    str
        ``"zh"`` or ``"en"``: a Chinese character counts as much as a word of some letters.

    Examples
    --------
    >>> language_of("AI in finance"), language_of("AI赋能金融")
    ('en', 'zh')
    """
    start = text[:200_000]
    chinese = len(re.findall(r"[\u3400-\u9fff]", start))
    return "zh" if chinese > len(re.findall(r"[A-Za-z]{2,}", start)) else "en"


def report_toml(metadata: dict[str, Any], digest: str, length: int, excluded: Iterable[Excluded]) -> bytes:
    """Return the content of ``report.toml``.

    Parameters
    ----------
    metadata
        What :func:`updated` returned.
    digest
        Of the rendition.
    length
        Of the rendition.
    excluded
        Its frame.

    Returns
    -------
    bytes
        TOML in UTF-8.
    """
    lines = ["# The work, and the one text of it that is annotated."]
    lines += [f"{key} = {_value(metadata[key])}" for key in (*REPORT_KEYS, "date", "example") if metadata.get(key)]
    lines += ["", "[rendition]", f'sha256 = "{digest}"', f"length = {length}"]
    lines += ["", "# Spans that hold no statement of a trend, in code points."]
    for span in excluded:
        lines += ["[[excluded]]", f"start = {span.start}", f"end = {span.end}", f"reason = {_value(span.reason)}", ""]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _value(value: object) -> str:
    # JSON's strings and booleans are TOML's too, but for DEL, which no value may hold.
    return json.dumps(value, ensure_ascii=False)
