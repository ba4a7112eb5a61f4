"""A report's annotations against its text: every offset, digest and name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fingraph.errors import SourceError
from fingraph.text import digest, read_text, segment

if TYPE_CHECKING:
    from fingraph.model import Item, Report, Sentence


@dataclass(frozen=True, slots=True)
class Verification:
    """What the comparison with a text found.

    Parameters
    ----------
    exact
        Whether the text is the annotated rendition, byte for byte.
    sentences, mentions
        How many were compared; mentions only in the annotated rendition.
    problems
        One line each; empty if everything fits.
    moved
        Ids of sentences that another rendition has unchanged at other offsets.
    """

    exact: bool
    sentences: int
    mentions: int
    problems: tuple[str, ...]
    moved: tuple[str, ...] = ()


def verify(report: Report, items: dict[str, Item], source: Path) -> Verification:
    """Compare a report's annotations with a text of it.

    With the annotated rendition, each sentence's span must have its digest, the segmentation must give these sentences, and
    each mention of kind ``name`` must be a label or synonym of its item. Any other text is compared sentence by sentence,
    without regard to width and white space.

    Parameters
    ----------
    report
        The annotations.
    items
        CURIE → item.
    source
        File of the text, UTF-8.

    Returns
    -------
    Verification
        With every difference, none of which quotes the text.

    Raises
    ------
    SourceError
        If the text cannot be read.
    """
    text, text_digest = read_text(source)
    if text_digest != report.digest:
        return _verify_other_rendition(report, text)
    problems = [*_sentence_problems(report, text), *_mention_problems(report, items, text)]
    names = sum(mention.kind == "name" for mention in report.mentions)
    return Verification(True, len(report.sentences), names, tuple(problems))


def quotations(report: Report, source: Path) -> dict[str, str]:
    """Read the sentences of the annotated rendition, for somebody who owns its text.

    Parameters
    ----------
    report
        The annotations.
    source
        File of the text, UTF-8.

    Returns
    -------
    dict
        Sentence id → sentence.

    Raises
    ------
    SourceError
        If the text cannot be read or is another rendition.
    """
    text, text_digest = read_text(source)
    if text_digest != report.digest:
        raise SourceError(
            f"{str(source)!r} is not the annotated rendition of {report.id}; fingraph verify says what differs"
        )
    return {sentence.id: text[sentence.start : sentence.end] for sentence in report.sentences}


class Quotation(NamedTuple):
    """A sentence, and where it names items: offsets in code points of the sentence, the end exclusive, in order, apart."""

    text: str
    marks: tuple[tuple[int, int], ...]


def marked_quotations(report: Report, source: Path) -> dict[str, Quotation]:
    """Read the sentences of the annotated rendition with the names in them, for somebody who owns its text.

    Parameters
    ----------
    report
        The annotations.
    source
        File of the text, UTF-8.

    Returns
    -------
    dict
        Full sentence id, such as ``caict-2025.T07.S05`` → sentence with marks.

    Raises
    ------
    SourceError
        If the text cannot be read or is another rendition.
    """
    begins = {sentence.id: sentence.start for sentence in report.sentences}
    spans: dict[str, list[tuple[int, int]]] = {name: [] for name in begins}
    for mention in report.mentions:
        if mention.start is not None and mention.end is not None:
            begin = begins[mention.sentence]
            spans[mention.sentence].append((mention.start - begin, mention.end - begin))
    return {
        f"{report.id}.{name}": Quotation(text, tuple(_joined(spans[name])))
        for name, text in quotations(report, source).items()
    }


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _sentence_problems(report: Report, text: str) -> Iterator[str]:
    if len(text) != report.length:
        yield f"{report.id}: the text has {len(text)} code points, report.toml says {report.length}"
    spans = {sentence.id: sentence for sentence in segment(text)}
    for sentence in report.sentences:
        if digest(text[sentence.start : sentence.end]) != sentence.sha256:
            yield f"{sentence.id}: offsets {sentence.start} to {sentence.end} and digest do not fit the text"
        elif spans.pop(sentence.id, None) != sentence:
            yield f"{sentence.id}: the text has no such sentence at offsets {sentence.start} to {sentence.end}"
    yield from _unknown(spans, report)


def _unknown(spans: dict[str, Sentence], report: Report) -> Iterator[str]:
    for name in sorted(spans.keys() - {sentence.id for sentence in report.sentences}):
        yield f"{name}: the text has this sentence, sentences.csv has not"


def _mention_problems(report: Report, items: dict[str, Item], text: str) -> Iterator[str]:
    for mention in report.mentions:
        if mention.kind != "name":
            continue
        found = text[mention.start : mention.end]
        if found not in items[mention.item].names:
            # The text found is not shown: it belongs to its author and logs are published.
            yield f"{mention.sentence}: the {len(found)} characters at {mention.start} are no name of {mention.item}"


def _verify_other_rendition(report: Report, text: str) -> Verification:
    spans = {sentence.id: sentence for sentence in segment(text)}
    problems, moved = [], []
    for sentence in report.sentences:
        span = spans.get(sentence.id)
        if span is None:
            problems.append(f"{sentence.id}: the text has no such sentence")
        elif span.folded_sha256 != sentence.folded_sha256:
            problems.append(f"{sentence.id}: changed, now at {span.start} to {span.end}")
        elif (span.start, span.end) != (sentence.start, sentence.end):
            moved.append(sentence.id)
    problems += _unknown(spans, report)
    return Verification(False, len(report.sentences), 0, tuple(problems), tuple(moved))
