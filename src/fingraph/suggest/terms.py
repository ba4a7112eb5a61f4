"""Names that no item has yet: titles, quoted names, and phrases that read like terms."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fingraph.suggest.matching import fold
from fingraph.suggest.words import ADJECTIVE, BREAK, NOUN, OF, OTHER, VERB, Word, words

LONGEST, LONGEST_ENGLISH = 20, 60
"""Code points of a name in Chinese, by the annotation guideline, and in English, at most."""
MOST_WORDS = 8
QUOTED = re.compile(r"“([^“”\n]{2,40})”|「([^「」\n]{2,40})」|『([^『』\n]{2,40})』|\"([^\"\n]{2,60})\"")
TITLE = re.compile(r"《([^《》\n]{2,60})》")
PAUSE = re.compile(r"[，。；！？,;!?]")
"""In what is quoted but is a sentence, no name."""
JOINS = frozenset({"、", "和", "与", "及", "以及", "或", "and", "or", "/", "&"})
KINDS = ("title", "quoted", "phrase")

TERM_FEATURES = (
    "bias",
    "one word",
    "two words",
    "four words or more",
    "characters",
    "short",
    "begins a phrase",
    "ends a phrase",
    "whole phrase",
    "of before",
    "of after",
    "of inside",
    "cue first",
    "cue inside",
    "cue last",
    "verb first",
    "verb last",
    "adjective first",
    "noun last",
    "times",
    "coordinated",
    "Latin",
    "known within",
    "nothing new",
    "title",
    "quoted",
)
"""What speaks for or against a phrase as a name; each is 0 where it does not apply."""

Span = tuple[int, int]


@dataclass(slots=True)
class Term:
    """A name that may be new.

    Parameters
    ----------
    text
        As it stands in the text first.
    kind
        One of :data:`KINDS`.
    places
        Sentence ids and code points of the sentence where it stands.
    features
        What speaks for it.
    alone
        How often it stands as a whole phrase, not only as a part of one.
    score
        How likely it is a name, 0 to 1.
    """

    text: str
    kind: str = "phrase"
    places: list[tuple[str, int, int]] = field(default_factory=list)
    features: dict[str, float] = field(default_factory=dict)
    alone: int = 0
    score: float = 0.0


class _Phrase(NamedTuple):
    """Words that may make names, in a sentence; a name is from the first of its words to the last."""

    sentence: str
    words: Sequence[Word]
    before: str
    after: str


def candidate_terms(
    sentences: Mapping[str, str], known: Mapping[str, Sequence[Span]], cues: Collection[str]
) -> list[Term]:
    """Return what may be a name, with what speaks for it.

    Parameters
    ----------
    sentences
        Sentence id → text.
    known
        Sentence id → where known names stand in it.
    cues
        Words that state relations, which rarely begin a name.

    Returns
    -------
    list of Term
        In the order of their texts, without the known names.
    """
    found: dict[str, Term] = {}
    for sentence, text in sentences.items():
        _read(found, sentence, text, known[sentence], cues)
    for text in {fold(sentences[sentence][a:b]) for sentence, spans in known.items() for a, b in spans}:
        found.pop(text, None)
    for term in found.values():
        term.features |= {"bias": 1.0, "times": math.log(max(term.alone, 1))}
    return [found[text] for text in sorted(found)]


def _read(found: dict[str, Term], sentence: str, text: str, known: Sequence[Span], cues: Collection[str]) -> None:
    """Add what a sentence has."""
    for start, end, kind in _marked(text):
        term = _add(found, text, sentence, (start, end))
        term.kind = min(term.kind, kind, key=KINDS.index)
        term.features[kind] = 1.0
    for phrase in _phrases(sentence, words(text, _outermost(known))):
        for first, last in _parts(phrase.words):
            span = phrase.words[first].start, phrase.words[last - 1].end
            if 2 <= span[1] - span[0] <= (LONGEST_ENGLISH if text.isascii() else LONGEST):
                term = _add(found, text, sentence, span)
                features = _features(phrase, first, last, cues, known)
                term.alone += bool(features["whole phrase"])
                for name, value in features.items():
                    term.features[name] = max(term.features.get(name, 0.0), value)


def _marked(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what stands as a title or in quotation marks, with its kind."""
    for match in TITLE.finditer(text):
        yield match.start(1), match.end(1), "title"
    for match in QUOTED.finditer(text):
        group = match.lastindex or 0
        if not PAUSE.search(match[group]):
            yield match.start(group), match.end(group), "quoted"


def _outermost(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or span[0] >= found[-1][1]:
            found.append(span)
    return found


def _add(found: dict[str, Term], text: str, sentence: str, span: Span) -> Term:
    name = text[slice(*span)]
    term = found.setdefault(fold(name), Term(name))
    if (sentence, *span) not in term.places:
        term.places.append((sentence, *span))
    return term


def _phrases(sentence: str, found: Iterable[Word]) -> Iterator[_Phrase]:
    run: list[Word] = []
    before = ""
    for word in (*found, Word("", 0, 0, BREAK)):
        if word.kind not in {OTHER, BREAK}:
            run.append(word)
            continue
        if run:
            yield _Phrase(sentence, run, before, word.text)
        run, before = [], word.text


def _parts(run: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where parts of a phrase begin and end that may be names: neither with 的, and with one 的 at most."""
    for first in range(len(run)):
        if run[first].kind == OF:
            continue
        for last in range(first + 1, min(len(run), first + MOST_WORDS) + 1):
            inside = sum(word.kind == OF for word in run[first:last])
            if inside > 1:
                break
            if run[last - 1].kind != OF:
                yield first, last


def _features(phrase: _Phrase, first: int, last: int, cues: Collection[str], known: Sequence[Span]) -> dict[str, float]:
    run = phrase.words
    start, end = run[first].start, run[last - 1].end
    kinds = ["cue" if word.text.lower() in cues else word.kind for word in run[max(first - 1, 0) : last + 1]]
    previous = kinds.pop(0) if first else ""
    following = kinds.pop() if last < len(run) else ""
    begins, ends = previous in {"", "cue", OF}, following in {"", "cue", OF}
    joined = (not first and phrase.before in JOINS) or (last == len(run) and phrase.after in JOINS)
    return {
        "bias": 1.0,
        "one word": last - first == 1,
        "two words": last - first == 2,
        "four words or more": last - first >= 4,
        "characters": math.log(end - start),
        "short": end - start <= 3,
        "begins a phrase": begins,
        "ends a phrase": ends,
        "whole phrase": begins and ends,
        "of before": previous == OF,
        "of after": following == OF,
        "of inside": OF in kinds,
        "cue first": kinds[0] == "cue",
        "cue inside": "cue" in kinds[1:-1],
        "cue last": kinds[-1] == "cue",
        "verb first": kinds[0] == VERB,
        "verb last": kinds[-1] == VERB,
        "adjective first": kinds[0] == ADJECTIVE,
        "noun last": kinds[-1] == NOUN,
        "coordinated": joined,
        "Latin": any(word.text[0].isascii() for word in run[first:last]),
        "known within": any(start <= a and b <= end for a, b in known),
        "nothing new": all(
            kind in {"cue", OF} or (w.start, w.end) in known for kind, w in zip(kinds, run[first:last], strict=True)
        ),
    }
