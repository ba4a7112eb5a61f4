"""Small tables that are right in every respect, about a made-up text on ports, and a way to spoil one place of them."""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fingraph.assemble import assemble, read
from fingraph.errors import TableError
from fingraph.resources import resource_dir

if TYPE_CHECKING:
    import rdflib

    from fingraph.model import Tables

REPORT = "demo"

TEXT = """港口趋势
这是导言。
1、机器人进入港口
方案鼓励港口采用机器人。机器人用于装卸，缓解延误。
2、账本与审计
账本用于航运。标准要求港口开展审计。
版权说明。
"""

SPANS = {
    "T01.H": "机器人进入港口",
    "T01.S01": "方案鼓励港口采用机器人。",
    "T01.S02": "机器人用于装卸，缓解延误。",
    "T02.H": "账本与审计",
    "T02.S01": "账本用于航运。",
    "T02.S02": "标准要求港口开展审计。",
}

HEADER = "id,label_en,label_zh,alt_en,alt_zh,broader,definition_en,definition_zh"
KIND_HEADER = "id,kind,label_en,label_zh,alt_en,alt_zh,broader,definition_en,definition_zh"

CONCEPTS = {
    "policies": f"{KIND_HEADER}\npolicy:plan,document,plan,方案,,,,,\npolicy:norm,requirement,norm,标准,,,,,\n",
    "organisations": f"{KIND_HEADER}\n",
    "technologies": (
        f"{HEADER}\n"
        "tech:machine,machine,机器,,,,,\n"
        "tech:robot,robot,机器人,ROBOT-X|automaton,自动机,tech:machine,machine that moves goods,会搬货的机器\n"
        "tech:ledger,ledger,账本,,,,,\n"
    ),
    "sectors": f"{HEADER}\nsector:shipping,shipping,航运,,,,,\n",
    "scenarios": f"{HEADER}\nscenario:handling,cargo handling,装卸,,,,,\n",
    "practices": f"{HEADER}\npractice:audit,audit,审计,,,,,\n",
    "challenges": f"{HEADER}\nchallenge:delay,delay,延误,,,,,\n",
    "outcomes": f"{HEADER}\noutcome:speed,speed,速度,,,,,\n",
    "actors": f"{HEADER}\nactor:port,port,港口,,,,,\n",
    "data-resources": f"{HEADER}\ndata:cargo-list,cargo list,货单,,,,,\n",
}

TRENDS = """ordinal,label_en,label_zh,sentence
1,Robots in ports,港口机器人,T01.H
2,Ledgers and audits,账本和审计,T02.H
"""

LINKS = """subject,relation,object,sentence,modality,basis,in_sector,in_scenario,by_actor,note
trend:demo.T01,fg:concerns,tech:robot,T01.H,forecast,heading,,,,
policy:plan,fg:promotes,tech:robot,T01.S01,encouraged,explicit,,,actor:port,
tech:robot,fg:appliedIn,scenario:handling,T01.S02,asserted,explicit,sector:shipping,,,
tech:robot,fg:mitigates,challenge:delay,T01.S02,asserted,explicit,,,,
trend:demo.T02,fg:concerns,tech:ledger,T02.H,forecast,heading,,,,
tech:ledger,fg:appliedIn,sector:shipping,T02.S01,asserted,explicit,,,,
tech:ledger,fg:serves,sector:shipping,T02.S01,asserted,accompanying,,,,
tech:robot,fg:mitigates,challenge:delay,T02.S01,forecast,explicit,,,,a remark
policy:norm,fg:requires,practice:audit,T02.S02,required,explicit,,,actor:port,
"""

FACTS = """item,relation,value,source,retrieved
policy:plan,fg:documentNumber,7,https://example.org/7,2026-11-24
policy:plan,dcterms:issued,2024-12-27,https://example.org/7,2026-11-24
"""


def sha256(text: str) -> str:
    """Return the digest of a text as the tables have it."""
    return hashlib.sha256(text.encode()).hexdigest()


def offsets(span: str, text: str = TEXT) -> tuple[int, int]:
    """Return where a span stands in the text, once only."""
    assert text.count(span) == 1
    return text.index(span), text.index(span) + len(span)


def _sentences() -> str:
    rows = ["id,start,end,sha256,folded_sha256"]
    for name, span in SPANS.items():
        folded = "".join(unicodedata.normalize("NFKC", span).split())
        start, end = offsets(span)
        rows.append(f"{name},{start},{end},{sha256(span)},{sha256(folded)}")
    return "\n".join(rows) + "\n"


def _mentions() -> str:
    rows = ["sentence,item,kind,start,end"]
    for sentence, name, item in (
        ("T01.H", "机器人", "tech:robot"),
        ("T01.S01", "港口", "actor:port"),
        ("T02.S01", "航运", "sector:shipping"),
    ):
        start = offsets(SPANS[sentence])[0] + SPANS[sentence].index(name)
        rows.append(f"{sentence},{item},name,{start},{start + len(name)}")
    rows.append("T01.S02,practice:audit,anaphor,,")
    return "\n".join(rows) + "\n"


def _report_toml(text: str) -> str:
    return f"""title_en = "Trends in ports"
title_zh = "港口趋势"
creator = "nobody"
publisher = "no press"
language = "zh-hans"
rights = "none"

[rendition]
sha256 = "{sha256(text)}"
length = {len(text)}

[[excluded]]
start = 0
end = 4
reason = "title"
"""


@dataclass(frozen=True, slots=True)
class TablesFolder:
    """A data folder, and the ways in which a test spoils it; files are named from below the folder."""

    root: Path

    def path(self, file: str) -> Path:
        return self.root / file

    def text(self, file: str) -> str:
        return self.path(file).read_text(encoding="utf-8")

    def write(self, file: str, content: str | bytes) -> None:
        self.path(file).parent.mkdir(parents=True, exist_ok=True)
        self.path(file).write_bytes(content if isinstance(content, bytes) else content.encode())

    def append(self, file: str, line: str) -> None:
        self.write(file, f"{self.text(file)}{line}\n")

    def replace(self, file: str, old: str, new: str) -> None:
        text = self.text(file)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        self.write(file, text.replace(old, new))

    def cell(self, file: str, line: int, column: str, value: str) -> None:
        """Change one cell; lines count from 1, the header's, as in messages."""
        with self.path(file).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        rows[line - 1][rows[0].index(column)] = value
        with self.path(file).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)

    def read(self) -> Tables:
        return read(self.root, resource_dir("ontology"))

    def dataset(self) -> rdflib.Dataset:
        return assemble(self.read(), resource_dir("ontology"))

    def problems(self) -> list[str]:
        """Return the lines of the error that reading must raise."""
        with pytest.raises(TableError) as raised:
            self.read()
        return str(raised.value).splitlines()

    def found(self) -> TableError | None:
        """Return the error that reading raises, if it raises one."""
        try:
            self.read()
        except TableError as error:
            return error
        return None

    def source(self, text: str | bytes = TEXT) -> Path:
        """Write the report's text into a folder for texts beside the tables, and return its path."""
        path = self.root.parent / "source" / f"{REPORT}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


def write_tables(root: Path) -> TablesFolder:
    """Write the tables into a new folder."""
    folder = TablesFolder(root)
    for stem, content in CONCEPTS.items():
        folder.write(f"concepts/{stem}.csv", content)
    report = f"reports/{REPORT}"
    folder.write(f"{report}/report.toml", _report_toml(TEXT))
    folder.write(f"{report}/sentences.csv", _sentences())
    folder.write(f"{report}/trends.csv", TRENDS)
    folder.write(f"{report}/mentions.csv", _mentions())
    folder.write(f"{report}/links.csv", LINKS)
    folder.write("facts/policies.csv", FACTS)
    return folder
