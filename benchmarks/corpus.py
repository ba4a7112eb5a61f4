"""Make a corpus of made-up reports that have the shape of the built-in one, as N-Quads or as tables, of any size.

Each trend of a report is one of the built-in report's, drawn at random, with other items in the place of its own: what
stands in a sentence, which relations join which classes, how strongly and with which qualifiers is as often as there. In the
place of an item comes one of its class, the built-in ones first, low numbers more often, so that some are in many reports
and most in few; their number grows as the square root of that of the reports, as words of a text do (Heaps' law). Each
report appears in one of eleven years. No word of a report's text is used, since the tables have none.

Reports are made one at a time, each from the seed and its number alone: memory does not grow with their number, and the
same numbers give the same bytes.

Usage: python benchmarks/corpus.py REPORTS OUTPUT [--seed N] [--trends N] [--first N]

OUTPUT is NAME.nq for N-Quads (``-`` for standard output), else a new folder of tables, for ``fingraph build --data``.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from fingraph.assemble import as_nquads, read, report_graphs, shared_graphs, with_catalog
from fingraph.model import ITEM_TABLES, Fact, Item, Link, Mention, Report, Sentence, Tables, Trend
from fingraph.resources import resource_dir
from fingraph.tables import (
    FACT_COLUMNS,
    LINK_COLUMNS,
    MENTION_COLUMNS,
    SENTENCE_COLUMNS,
    TREND_COLUMNS,
    item_columns,
    write_table,
)

YEARS = range(2015, 2026)
PUBLISHERS = 40
KEPT = "sector:finance"
"""Stands for itself, since rules pass it over."""
GAP = 2
"""Code points between two sentences."""


@dataclass(frozen=True)
class Corpus:
    """Made-up reports.

    Parameters
    ----------
    size
        How many reports, 1 or more.
    seed
        Another one makes other reports.
    trends
        Trends of each report; the built-in one has ten. One is about 470 triples.
    vocabulary
        Reports whose items there are, if not those of ``size``: items grow with the root of the reports.
    """

    size: int
    seed: int = 7
    trends: int = 10
    vocabulary: int | None = None

    @cached_property
    def model(self) -> Tables:
        """The built-in tables, of whose report these are variations."""
        return read(resource_dir("data"), resource_dir("ontology"))

    @cached_property
    def classes(self) -> dict[str, list[Item]]:
        """Prefix of a class → its built-in items."""
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.model.items:
            found[item.id.partition(":")[0]].append(item)
        return dict(found)

    def count(self, prefix: str) -> int:
        """Return how many items of a class there are."""
        return round(len(self.classes[prefix]) * math.sqrt(self.vocabulary or self.size))

    def item(self, prefix: str, number: int) -> Item:
        """Return an item of a class by its number from 0; the first are the built-in ones, others are like one of them."""
        models = self.classes[prefix]
        like = models[number % len(models)]
        if number < len(models):
            return like
        label_en, label_zh = f"{like.label_en} {number}", f"{like.label_zh}{number}"
        return replace(like, id=f"{like.id}-{number}", label_en=label_en, label_zh=label_zh, alt_en=(), alt_zh=())

    def items(self) -> Iterator[Item]:
        """Yield all items, by class."""
        for table in ITEM_TABLES:
            for number in range(self.count(table.prefix)):
                yield self.item(table.prefix, number)

    def facts(self) -> Iterator[Fact]:
        """Yield facts on policies from outside the reports, of each policy those of the one it is like."""
        facts = defaultdict(list)
        for fact in self.model.facts:
            facts[fact.item].append(fact)
        policies = self.classes["policy"]
        for number in range(self.count("policy")):
            for fact in facts[policies[number % len(policies)].id]:
                yield replace(fact, item=self.item("policy", number).id)

    def reports(self, first: int = 0) -> Iterator[Report]:
        """Yield the reports from a number on."""
        return (self.report(number) for number in range(first, self.size))

    def report(self, number: int) -> Report:
        """Return a report by its number from 0."""
        chance = random.Random(f"{self.seed} {number}")  # noqa: S311 - no secret
        return _Variation(self, number, chance).report()


class _Variation:
    """The built-in report with other trends, and with other items in the place of its own."""

    def __init__(self, corpus: Corpus, number: int, chance: random.Random) -> None:
        self.corpus, self.number, self.chance = corpus, number, chance
        self.model = corpus.model.reports[0]
        self.name = f"corpus-{number:06d}"
        self.instead: dict[tuple[int, str], str] = {}
        self.taken: dict[int, set[str]] = {}
        self.length = 0
        self.copy = 0

    def report(self) -> Report:
        drawn = self.chance.choices(self.model.trends, k=self.corpus.trends)
        sentences: list[Sentence] = []
        mentions: list[Mention] = []
        links: list[Link] = []
        for ordinal, trend in enumerate(drawn, 1):
            # A trend drawn again is about other items, or these would have too many links.
            self.copy = drawn[: ordinal - 1].count(trend)
            for sentence in self.model.sentences:
                if sentence.trend != trend.ordinal:
                    continue
                placed = self._sentence(ordinal, sentence)
                sentences.append(placed)
                mentions += self._mentions(sentence, placed)
                links += self._links(sentence, placed, ordinal)
        trends = tuple(
            Trend(ordinal, f"{trend.label_en} {self.number}", f"{trend.label_zh}{self.number}", f"T{ordinal:02d}.H")
            for ordinal, trend in enumerate(drawn, 1)
        )
        return replace(
            self.model,
            id=self.name,
            title_en=f"Made-up outlook {self.number}",
            title_zh=f"虚构展望{self.number}",
            creator=f"institute {self.number % PUBLISHERS}",
            publisher=f"publisher {self.number % PUBLISHERS}",
            rights="made up; public domain",
            digest=_digest(self.name),
            length=self.length,
            date=str(YEARS[-1 - self.number % len(YEARS)]),
            excluded=(),
            sentences=tuple(sentences),
            trends=trends,
            mentions=tuple(mentions),
            links=tuple(links),
            waiting_mentions=(),
            waiting_links=(),
        )

    def _sentence(self, ordinal: int, like: Sentence) -> Sentence:
        start = self.length + GAP
        self.length = start + like.end - like.start
        name = f"T{ordinal:02d}{like.id[3:]}"
        digest = _digest(f"{self.name} {name}")
        return Sentence(name, start, self.length, digest, digest)

    def _mentions(self, like: Sentence, placed: Sentence) -> Iterator[Mention]:
        moved = placed.start - like.start
        for mention in self.model.mentions:
            if mention.sentence == like.id:
                start, end = (None if place is None else place + moved for place in (mention.start, mention.end))
                yield Mention(placed.id, self._item(mention.item), mention.kind, start, end)

    def _links(self, like: Sentence, placed: Sentence, ordinal: int) -> Iterator[Link]:
        for link in self.model.links:
            if link.sentence != like.id:
                continue
            ends = {name: self._end(getattr(link, name), ordinal) for name in ENDS}
            yield replace(link, **ends, sentence=placed.id, note="")

    def _end(self, curie: str, ordinal: int) -> str:
        return f"trend:{self.name}.T{ordinal:02d}" if curie.startswith("trend:") else curie and self._item(curie)

    def _item(self, curie: str) -> str:
        """Return what stands in the place of a built-in item, the same wherever it is drawn as often; for no two one."""
        if curie == KEPT:
            return KEPT
        if (self.copy, curie) not in self.instead:
            prefix = curie.partition(":")[0]
            count = self.corpus.count(prefix)
            found, taken = KEPT, self.taken.setdefault(self.copy, {KEPT})
            while found in taken:
                # Item n is drawn about as often as 1 / sqrt(n).
                found = self.corpus.item(prefix, int(count * self.chance.random() ** 2)).id
            taken.add(found)
            self.instead[self.copy, curie] = found
        return self.instead[self.copy, curie]


ENDS = ("subject", "object", "in_sector", "in_scenario", "by_actor")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Items(Mapping[str, Item]):
    """The items of a corpus by CURIE, each made when it is asked for."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.numbers = {item.id: number for items in corpus.classes.values() for number, item in enumerate(items)}

    def __getitem__(self, curie: str) -> Item:
        prefix = curie.partition(":")[0]
        number = self.numbers.get(curie)
        if number is None:
            tail = curie.rpartition("-")[2]
            if prefix not in self.corpus.classes or not tail.isdigit():
                raise KeyError(curie)
            number = int(tail)
        return self.corpus.item(prefix, number)

    def __iter__(self) -> Iterator[str]:
        return (item.id for item in self.corpus.items())

    def __len__(self) -> int:
        return sum(map(self.corpus.count, self.corpus.classes))


def quads(corpus: Corpus, first: int = 0) -> Iterator[bytes]:
    """Yield the N-Quads of a corpus, graph by graph: what a build makes of its tables, with all layers and a catalog.

    Parameters
    ----------
    corpus
        What is made.
    first
        Number of the first report.

    Yields
    ------
    bytes
        Some lines.
    """
    ontology = resource_dir("ontology")
    shared = shared_graphs(Tables(tuple(corpus.items()), (), {}, tuple(corpus.facts())), ontology)
    yield as_nquads(with_catalog(shared))
    items = Items(corpus)
    for report in corpus.reports(first):
        yield as_nquads(with_catalog(report_graphs(report, items, ontology), report))


def write_quads(corpus: Corpus, file: BinaryIO, first: int = 0) -> int:
    """Write a corpus as N-Quads, and return how many there are."""
    written = 0
    for lines in quads(corpus, first):
        file.write(lines)
        written += lines.count(b"\n")
    return written


def write_folder(corpus: Corpus, folder: Path) -> None:
    """Write a corpus as tables, a data folder that stands alone.

    Parameters
    ----------
    corpus
        What is made.
    folder
        A new one.
    """
    for name in ("concepts", "facts", "reports"):
        (folder / name).mkdir(parents=True)
    for table in ITEM_TABLES:
        columns = item_columns(table)
        kinds = {item_class: kind for kind, item_class in table.kinds.items()}
        rows = (_item_row(corpus.item(table.prefix, number), kinds) for number in range(corpus.count(table.prefix)))
        write_table(folder / "concepts" / f"{table.stem}.csv", columns, rows)
    write_table(folder / "facts" / "policies.csv", FACT_COLUMNS, map(_row, corpus.facts()))
    for report in corpus.reports():
        below = folder / "reports" / report.id
        below.mkdir()
        (below / "report.toml").write_text(_metadata(report), encoding="utf-8")
        tables: dict[str, tuple[tuple[str, ...], Iterable[object]]] = {
            "sentences": (SENTENCE_COLUMNS, report.sentences),
            "trends": (TREND_COLUMNS, report.trends),
            "mentions": (MENTION_COLUMNS, report.mentions),
            "links": (LINK_COLUMNS, report.links),
        }
        for stem, (header, things) in tables.items():
            write_table(below / f"{stem}.csv", header, map(_row, things))


def _row(thing: object) -> dict[str, object]:
    return {field.name: getattr(thing, field.name) for field in fields(thing)}  # type: ignore[arg-type]


def _item_row(item: Item, kinds: Mapping[str, str]) -> dict[str, object]:
    lists = {name: "|".join(getattr(item, name)) for name in ("alt_en", "alt_zh")}
    return {**_row(item), **lists, "kind": kinds[item.item_class]}


def _metadata(report: Report) -> str:
    keys = ("title_en", "title_zh", "creator", "publisher", "language", "rights", "date")
    lines = [f'{key} = "{getattr(report, key)}"' for key in keys]
    return "\n".join([*lines, "[rendition]", f'sha256 = "{report.digest}"', f"length = {report.length}", ""])


def main() -> None:
    """Write a corpus and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("reports", type=int)
    parser.add_argument("output")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--trends", type=int, default=10)
    parser.add_argument("--first", type=int, default=0, help="Leave out the reports before this number, in N-Quads.")
    arguments = parser.parse_args()
    if not 0 <= arguments.first < arguments.reports or (
        arguments.first and not arguments.output.endswith((".nq", "-"))
    ):
        parser.error("--first is a number below REPORTS, for N-Quads alone")
    corpus = Corpus(arguments.reports, arguments.seed, arguments.trends)
    if arguments.output == "-":
        written = write_quads(corpus, sys.stdout.buffer, arguments.first)
    elif arguments.output.endswith(".nq"):
        with Path(arguments.output).open("wb") as file:
            written = write_quads(corpus, file, arguments.first)
    else:
        write_folder(corpus, Path(arguments.output))
        print(f"{arguments.reports:,} reports", file=sys.stderr)
        return
    print(f"{arguments.reports - arguments.first:,} reports, {written:,} quads", file=sys.stderr)


if __name__ == "__main__":
    main()
