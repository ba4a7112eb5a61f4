"""Measure what the suggestions for a report find, and how fast.

Leave one trend out: each trend of ``caict-2025`` is suggested anew from what the other nine teach, which names there are, what
is linked how often, and what each sign weighs, and compared with its annotation. Needs the report's text where
``FINGRAPH_SOURCES`` says. Then ``example-2024`` from what ``caict-2025`` teaches, and the time of matching and of a long report.

Usage: python benchmarks/suggest.py [--weights]     (--weights also renews ontology/suggestion-weights.csv)
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from learning import held_out, link_weights, named_items, new_names, term_weights, weight_rows

from fingraph.assemble import read
from fingraph.model import Item, Link, Report
from fingraph.resources import resource_dir, source_path
from fingraph.suggest import LEAST_SCORE, MOST_LINKS, MOST_TERMS, Matcher, Suggester
from fingraph.suggest.cues import CueFinder
from fingraph.suggest.matching import fold
from fingraph.suggest.scoring import WEIGHT_COLUMNS, WEIGHTS_FILE
from fingraph.tables import RelationPair, read_relation_pairs, write_table
from fingraph.text import read_text, segment

HERE = Path(__file__).resolve().parent
RECALL_OF_TERMS, RECALL_OF_LINKS, PRECISION_OF_LINKS = 0.6, 0.5, 0.3
MEGABYTES_A_SECOND, SECONDS_OF_200_PAGES = 20.0, 10.0
NAMES, PAGES, CHARACTERS_OF_A_PAGE = 5_000, 200, 600


@dataclass(slots=True)
class Found:
    """Links suggested and right, and links annotated; of trends' concerns apart, and with the right modality."""

    suggested: int = 0
    right: int = 0
    annotated: int = 0
    modality: int = 0

    def add(self, suggested: Iterable[Link], annotated: Iterable[Link]) -> None:
        """Count the links of a part of a report."""
        truth = {_key(link): link.modality for link in annotated}
        found = list(suggested)
        hits = [link for link in found if _key(link) in truth]
        self.suggested += len(found)
        self.right += len(hits)
        self.annotated += len(truth)
        self.modality += sum(link.modality == truth[_key(link)] for link in hits)

    @property
    def precision(self) -> float:
        """Share of the suggested links that are right."""
        return self.right / max(self.suggested, 1)

    @property
    def recall(self) -> float:
        """Share of the annotated links that are suggested."""
        return self.right / max(self.annotated, 1)


@dataclass(slots=True)
class Protocol:
    """One way to ask, and what it found; ``body`` leaves out what headings concern."""

    name: str
    all: Found = field(default_factory=Found)
    body: Found = field(default_factory=Found)

    def add(self, suggested: Sequence[Link], annotated: Sequence[Link]) -> None:
        """Count the links of a part of a report."""
        self.all.add(suggested, annotated)
        self.body.add(filter(_in_body, suggested), filter(_in_body, annotated))


def _key(link: Link) -> tuple[str, str, str, str]:
    return link.subject, link.relation, link.object, link.sentence


def _in_body(link: Link) -> bool:
    return not link.subject.startswith("trend:")


def bare(report: Report) -> Report:
    """Return a report without its annotation."""
    return replace(report, links=(), mentions=(), waiting_links=(), waiting_mentions=())


def leave_one_out(
    report: Report, text: str, items: Sequence[Item], ontology: Path
) -> tuple[list[Protocol], list[tuple[int, int]]]:
    """Return what is found in each trend from the other nine: links, and new names found and to be found."""
    finder, pairs = CueFinder(ontology), read_relation_pairs(ontology)
    known, unknown = Protocol("names of the held-out trend known"), Protocol("names of the held-out trend not known")
    names = []
    for part, _, rest in held_out([(report, text)]):
        weights = weights_of([(one, text) for one in rest], items, finder, pairs)
        had = named_items(rest)
        others = [item for item in items if item.id in had]
        known.add(Suggester(ontology, items, rest, weights).links(bare(part), text), part.links)
        suggester = Suggester(ontology, others, rest, weights)
        unknown.add(suggester.links(bare(part), text), part.links)
        new = new_names(part, text, rest, items)
        found = {fold(term.text) for term in suggester.terms(bare(part), text)}
        names.append((sum(not found.isdisjoint(forms) for forms in new.values()), len(new)))
    return [known, unknown], names


def weights_of(
    annotated: Sequence[tuple[Report, str]], items: Sequence[Item], finder: CueFinder, pairs: Sequence[RelationPair]
) -> dict[str, dict[str, float]]:
    """Return what each sign weighs by annotated reports."""
    return {
        "link": link_weights(annotated, Matcher(items), finder, pairs),
        "term": term_weights(annotated, items, finder),
    }


def speed_of_matching(items: Sequence[Item], text: str) -> tuple[float, float, int]:
    """Return megabytes of UTF-8 a CPU second with so many names, the megabytes matched, and the places found."""
    rng = random.Random(0)  # noqa: S311 - no secret
    chinese = sorted({char for char in text if "\u4e00" <= char <= "\u9fff"})
    made = list(items)
    count = sum(len(set(filter(None, item.names))) for item in items)
    while count < NAMES:
        zh = "".join(rng.choices(chinese, k=rng.randint(3, 8)))
        en = " ".join("".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(3, 9))) for _ in range(2))
        made.append(Item(f"tech:made-{count}", "Technology", "technology", en, zh))
        count += 2
    matcher = Matcher(made)
    english = " ".join("".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))) for _ in range(2_000))
    mixed = (text + english + ". " + ". ".join(item.label_en for item in items[:40])) * 400
    return *_rate(mixed, matcher), len(matcher.spans(mixed))


def _rate(text: str, matcher: Matcher) -> tuple[float, float]:
    size = len(text.encode()) / 1e6
    return size / min(_cpu(lambda: matcher.spans(text)) for _ in range(5)), size


def _cpu(run: Callable[[], object]) -> float:
    before = time.process_time()
    run()
    return time.process_time() - before


def seconds_of_pages(suggester: Suggester, text: str) -> tuple[float, int]:
    """Return the CPU seconds that links, mentions and terms of a report of 200 pages take, and its sentences."""
    paragraph = "".join(line for line in text.splitlines() if line.count("。") > 1)
    long = "1、标题\n" + paragraph * (PAGES * CHARACTERS_OF_A_PAGE // len(paragraph) + 1)
    sentences = tuple(segment(long))
    report = Report("long", "", "", "", "", "zh", "", "", len(long), sentences=sentences)
    return (
        _cpu(lambda: (suggester.links(report, long), suggester.mentions(report, long), suggester.terms(report, long))),
        len(sentences),
    )


def verdict(kept: bool) -> str:
    """Return whether a bound is kept."""
    return "kept" if kept else "NOT kept"


def main() -> None:
    """Measure, print, and write ``suggest.md``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", action="store_true", help="renew the table of weights, too")
    arguments = parser.parse_args()
    ontology = resource_dir("ontology")
    tables = read(resource_dir("data"), ontology, examples=True)
    reports = {report.id: report for report in tables.reports}
    report, example = reports["caict-2025"], reports["example-2024"]
    source, example_source = source_path(report.id), source_path(example.id)
    if source is None or example_source is None:
        sys.exit(f"no text of {report.id}; name its folder with FINGRAPH_SOURCES")
    text, example_text = read_text(source)[0], read_text(example_source)[0]
    if arguments.weights:
        learnt = weights_of([(report, text)], tables.items, CueFinder(ontology), read_relation_pairs(ontology))
        rows = [row for kind, weights in learnt.items() for row in weight_rows(kind, weights)]
        write_table(ontology / WEIGHTS_FILE, WEIGHT_COLUMNS, rows)
    protocols, names = leave_one_out(report, text, tables.items, ontology)
    suggester = Suggester(ontology, tables.items, [report])
    other = Protocol("`example-2024`, from `caict-2025`")
    other.add(suggester.links(bare(example), example_text), example.links)
    content = written(
        [*protocols, other],
        names,
        speed_of_matching(tables.items, example_text),
        seconds_of_pages(suggester, example_text),
    )
    (HERE / "suggest.md").write_text(content, encoding="utf-8")
    print(content)


def written(
    protocols: Sequence[Protocol],
    names: Sequence[tuple[int, int]],
    speed: tuple[float, float, int],
    pages: tuple[float, int],
) -> str:
    """Return the results as Markdown."""
    known = protocols[0].all
    found, new = (sum(numbers) for numbers in zip(*names, strict=True))
    lines = "\n".join(
        f"| {one.name}{what} | {f.suggested} | {f.annotated} | {f.right} | {f.precision:.2f} | {f.recall:.2f} | "
        f"{f.modality / max(f.right, 1):.2f} |"
        for one in protocols
        for what, f in (("", one.all), (", without what headings concern", one.body))
    )
    trends = "\n".join(
        f"| T{number:02d} | {hit} | {all_} | {hit / max(all_, 1):.2f} |" for number, (hit, all_) in enumerate(names, 1)
    )
    links_kept = verdict(known.recall >= RECALL_OF_LINKS and known.precision >= PRECISION_OF_LINKS)
    return f"""# Results of the suggestions

Written by `python benchmarks/suggest.py` with Python {platform.python_version()}, ahocorasick_rs {version("ahocorasick_rs")}, \
rjieba {version("rjieba")}.

## Links

At most {MOST_LINKS} of a sentence, with a score of {LEAST_SCORE} at least. A link is right if subject, relation, object and \
sentence are those of the annotation. Each trend of `caict-2025` from the other nine alone: how often classes are linked and what \
each sign weighs are learnt from them; the table of cues is the same for all, and was written by people who knew the report. Bound, where the names of the held-out trend are \
known as names, but none of its links: recall {RECALL_OF_LINKS} at precision {PRECISION_OF_LINKS}; {links_kept}. Where they are \
not, a link with an item that no other trend names cannot be suggested, so its recall is low by necessity.

| protocol | suggested | annotated | right | precision | recall | modality right |
|---|---:|---:|---:|---:|---:|---:|
{lines}

## New names

The items that a trend names and no other trend mentions or links. One is found if a name of it, as it stands in the trend or as \
a label or synonym, is among the first {MOST_TERMS} suggested of the trend, given the names of the items of the other nine. \
Bound: recall {RECALL_OF_TERMS}; {verdict(found / new >= RECALL_OF_TERMS)}.

| trend | found | new | recall |
|---|---:|---:|---:|
{trends}
| all | {found} | {new} | {found / new:.2f} |

## Speed

| what | value | bound |
|---|---:|---|
| names matched, MB of UTF-8 a CPU second ({NAMES:,} names, {speed[1]:.1f} MB of Chinese and English, {speed[2]:,} places) | \
{speed[0]:.1f} | {MEGABYTES_A_SECOND:.0f}; {verdict(speed[0] >= MEGABYTES_A_SECOND)} |
| links, mentions and names of {PAGES} pages ({pages[1]:,} sentences), CPU s | {pages[0]:.2f} | \
{SECONDS_OF_200_PAGES:.0f}; {verdict(pages[0] < SECONDS_OF_200_PAGES)} |
"""


if __name__ == "__main__":
    main()
