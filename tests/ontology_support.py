"""What the tests of the ontology share: the merged ontology, what refers to its terms, and small reports in memory."""

from __future__ import annotations

import csv
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fingraph.assemble import assemble, read
from fingraph.model import ITEM_TABLES, Link
from fingraph.namespaces import expand
from fingraph.resources import resource_dir
from fingraph.store import Store, load
from fingraph.tables import (
    FACT_COLUMNS,
    ITEM_COLUMNS,
    LINK_COLUMNS,
    MENTION_COLUMNS,
    REPORT_KEYS,
    SENTENCE_COLUMNS,
    TREND_COLUMNS,
)

if TYPE_CHECKING:
    from rdflib import Dataset

ONTOLOGY_FILES = ("fingraph.ttl", "stubs.ttl", "codes.ttl")
REFERENCED = "http://purl.org/dc/terms/isReferencedBy"
FILES = "https://w3id.org/fingraph/ontology/"


@cache
def ontology_turtle() -> str:
    """Return the merged ontology: its terms, the stubs and the code lists; Turtle allows a prefix to be declared again."""
    folder = resource_dir("ontology")
    return "\n".join((folder / file).read_text(encoding="utf-8") for file in ONTOLOGY_FILES)


@cache
def references() -> str:
    """Return, as N-Triples, which terms of ours each competency question and ``relation-pairs.csv`` name."""
    folder = resource_dir("ontology")
    found = set()
    for path in (folder / "queries").glob("*.rq"):
        text = re.sub(r"(?m)^\s*#.*$", "", path.read_text(encoding="utf-8"))
        found |= {(f"fg:{name}", f"queries/{path.name}") for name in re.findall(r"(?<![\w:])fg:([A-Za-z]+)", text)}
    with (folder / "relation-pairs.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in ("relation", "subject_class", "object_class"):
                found.add((f"fg:{row[column]}", "relation-pairs.csv"))
    return "".join(f"<{expand(term)}> <{REFERENCED}> <{FILES}{file}> .\n" for term, file in sorted(found))


def merged_ontology() -> Store:
    """Return a new store with the merged ontology and the references to its terms."""
    return load(f"{ontology_turtle()}\n{references()}".encode(), ".ttl")


# --- Two small reports on ports, which conform and use every layer -----------------------------------------------------

ITEMS = {
    "policies": "plan:document five:agenda norm:requirement bundle:group",
    "organisations": "office:regulator firm:organisation",
    "technologies": "machine robot<machine",
    "sectors": "shipping fishing",
    "scenarios": "docking",
    "practices": "audit",
    "challenges": "delay",
    "outcomes": "speed",
    "actors": "port",
    "data-resources": "cargo-list",
}
SENTENCES = ("T01.H", "T01.S01", "T02.H", "T02.S01")
LINK_FIELDS = ("subject", "relation", "object", "sentence", "modality", "in_sector", "in_scenario", "by_actor")

# One link a line, by LINK_FIELDS; a dash is an empty cell.
LINKS = {
    "one": """
trend:one.T01 concerns tech:robot T01.H forecast
policy:plan promotes tech:robot T01.S01 encouraged - - actor:port
policy:plan guides sector:shipping T01.S01 asserted
tech:robot appliedIn scenario:docking T01.S01 asserted sector:shipping
scenario:docking scenarioOf sector:shipping T01.S01 asserted
tech:robot mitigates challenge:delay T01.S01 asserted
policy:norm requires practice:audit T02.S01 required
tech:machine contributesTo outcome:speed T02.S01 forecast - scenario:docking
""",
    "two": """
tech:machine contributesTo outcome:speed T01.S01 asserted
practice:audit protects data:cargo-list T02.S01 asserted - - agent:office
""",
}
FACTS = (
    ("policy:plan", "fg:issuedBy", "agent:office"),
    ("policy:plan", "fg:documentNumber", "7"),
    ("policy:plan", "dcterms:issued", "2024-12-27"),
    ("policy:five", "fg:hasFocus", "sector:shipping"),
)


def _write(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _write_items(folder: Path) -> None:
    for table in ITEM_TABLES:
        columns = ITEM_COLUMNS if "" in table.kinds else ("id", "kind", *ITEM_COLUMNS[1:])
        rows = []
        for entry in ITEMS[table.stem].split():
            name, _, broader = entry.partition("<")
            name, _, kind = name.partition(":")
            row = {"id": f"{table.prefix}:{name}", "label_en": f"the {name}", "label_zh": f"名{name}"}
            row |= {"kind": kind} if kind else {}
            row |= {"broader": f"{table.prefix}:{broader}"} if broader else {}
            rows.append(row)
        _write(folder / f"{table.stem}.csv", columns, rows)


def _write_report(folder: Path, name: str) -> None:
    folder.mkdir(parents=True)
    texts = "".join(f'{key} = "{key} of {name}"\n' for key in REPORT_KEYS if key != "language")
    digest = hashlib.sha256(name.encode()).hexdigest()
    toml = f'{texts}language = "en"\n[rendition]\nsha256 = "{digest}"\nlength = {10 * len(SENTENCES)}\n'
    (folder / "report.toml").write_text(toml, encoding="utf-8")
    spans = [
        {"id": sentence, "start": str(10 * n), "end": str(10 * n + 10), "sha256": digest, "folded_sha256": digest}
        for n, sentence in enumerate(SENTENCES)
    ]
    _write(folder / "sentences.csv", SENTENCE_COLUMNS, spans)
    trends = [
        {"ordinal": str(n), "label_en": f"trend {n} of {name}", "label_zh": f"趋势{n}{name}", "sentence": f"T0{n}.H"}
        for n in (1, 2)
    ]
    _write(folder / "trends.csv", TREND_COLUMNS, trends)
    links = []
    for line in LINKS[name].strip().splitlines():
        cells = dict(zip(LINK_FIELDS, ("" if cell == "-" else cell for cell in line.split()), strict=False))
        cells["relation"] = f"fg:{cells['relation']}"
        cells["basis"] = "heading" if cells["sentence"].endswith("H") else "explicit"
        links.append(cells)
    _write(folder / "links.csv", LINK_COLUMNS, links)
    mentions = [{"sentence": "T01.S01", "item": "tech:robot", "kind": "name", "start": "12", "end": "17"}]
    _write(folder / "mentions.csv", MENTION_COLUMNS, mentions)


def small_dataset(folder: Path) -> Dataset:
    """Write the tables of the two reports below a folder, and return the dataset assembled from them."""
    _write_items(folder / "concepts")
    for name in LINKS:
        _write_report(folder / "reports" / name, name)
    facts = [
        {
            "item": item,
            "relation": relation,
            "value": value,
            "source": "https://example.org/7",
            "retrieved": "2026-11-24",
        }
        for item, relation, value in FACTS
    ]
    _write(folder / "facts" / "policies.csv", FACT_COLUMNS, facts)
    ontology = resource_dir("ontology")
    return assemble(read(folder, ontology), ontology)


def link(report: str, relation: str) -> str:
    """Return the CURIE of the one link of a small report with this relation."""
    for line in LINKS[report].strip().splitlines():
        subject, name, obj, sentence, modality, *_ = line.split()
        if name == relation:
            return Link(subject, f"fg:{name}", obj, sentence, modality, "").curie(report)
    raise LookupError(relation)
