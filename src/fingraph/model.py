"""The things that tables describe: items, reports, sentences, mentions and links."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

SENTENCE_ID = re.compile(r"T([0-9]{2})\.(?:H|S[0-9]{2,4})")
REPORT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DIGEST = re.compile(r"[0-9a-f]{64}")

MODALITIES = ("required", "encouraged", "asserted", "forecast")
"""How strongly a sentence states a link, strongest first."""

BASES = ("explicit", "heading", "accompanying")
MENTION_KINDS = ("name", "anaphor", "ellipsis")
STATUSES = ("accepted", "suggested", "review")
"""Of a row: what counts, what a program proposes, and what was carried over to a changed sentence; the latter two wait."""


@dataclass(frozen=True, slots=True)
class ItemTable:
    """One table of concepts: the prefix of its ids and the class of its rows.

    Parameters
    ----------
    stem
        File name without ``.csv``.
    prefix
        Prefix of every id in the table.
    kinds
        Value of the column ``kind`` → local name of the class; a table of one class has no such column and the key ``""``.
    scheme
        Local name of the SKOS scheme of its concepts; empty for policies and organisations.
    """

    stem: str
    prefix: str
    kinds: dict[str, str]
    scheme: str = ""


POLICY_KINDS = {
    "document": "PolicyDocument",
    "agenda": "PolicyAgenda",
    "requirement": "PolicyRequirement",
    "group": "PolicyGroup",
}

ITEM_TABLES = (
    ItemTable("policies", "policy", POLICY_KINDS),
    ItemTable("organisations", "agent", {"organisation": "Organisation", "regulator": "Regulator"}),
    ItemTable("technologies", "tech", {"": "Technology"}, "technology"),
    ItemTable("sectors", "sector", {"": "Sector"}, "sector"),
    ItemTable("scenarios", "scenario", {"": "Scenario"}, "scenario"),
    ItemTable("practices", "practice", {"": "Practice"}, "practice"),
    ItemTable("challenges", "challenge", {"": "Challenge"}, "challenge"),
    ItemTable("outcomes", "outcome", {"": "Outcome"}, "outcome"),
    ItemTable("actors", "actor", {"": "ActorType"}, "actor-type"),
    ItemTable("data-resources", "data", {"": "DataResource"}, "data-resource"),
)

CLASS_OF_PREFIX = {
    "policy": "Policy",
    "agent": "Organisation",
    **{table.prefix: table.kinds[""] for table in ITEM_TABLES if table.scheme},
    "trend": "Trend",
}
"""Prefix of an item's id → the class by which people count it; the four kinds of policies are all ``Policy``."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a table of concepts.

    Parameters
    ----------
    id
        CURIE, such as ``tech:large-model``.
    item_class
        Local name of its most specific class.
    scheme
        Local name of its SKOS scheme; empty for policies and organisations.
    label_en, label_zh
        The preferred label in each language.
    alt_en, alt_zh
        Every other surface form.
    broader
        CURIE of a wider item of the same class, or empty.
    definition_en, definition_zh
        May be empty.
    """

    id: str
    item_class: str
    scheme: str
    label_en: str
    label_zh: str
    alt_en: tuple[str, ...] = ()
    alt_zh: tuple[str, ...] = ()
    broader: str = ""
    definition_en: str = ""
    definition_zh: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every label and synonym, in both languages."""
        return (self.label_en, self.label_zh, *self.alt_en, *self.alt_zh)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A heading or a body sentence: Unicode code points ``start`` (from 0) to ``end`` (exclusive) of a rendition.

    Parameters
    ----------
    id
        ``T07.H`` for a heading, ``T07.S05`` for a body sentence.
    start, end
        Offsets in code points.
    sha256
        Digest of the span's UTF-8 bytes, 64 hexadecimal digits.
    folded_sha256
        Digest of the same span without white space and width differences (NFKC), for comparing renditions.
    page
        Page of the document where the sentence begins, from 1; None if the document has none.
    """

    id: str
    start: int
    end: int
    sha256: str
    folded_sha256: str
    page: int | None = None

    @property
    def trend(self) -> int:
        """Ordinal of the trend, from 1."""
        return int(self.id[1:3])


@dataclass(frozen=True, slots=True)
class Trend:
    """A numbered heading, under the project's own short titles."""

    ordinal: int
    label_en: str
    label_zh: str
    sentence: str

    def curie(self, report: str) -> str:
        """Return the CURIE of the trend, ``trend:<report>.T07``."""
        return f"trend:{report}.T{self.ordinal:02d}"


@dataclass(frozen=True, slots=True)
class Mention:
    """An item named in a sentence; ``start`` and ``end`` are code points, given for kind ``name`` only."""

    sentence: str
    item: str
    kind: str
    start: int | None = None
    end: int | None = None
    status: str = "accepted"


@dataclass(frozen=True, slots=True)
class Link:
    """One statement in one sentence.

    Parameters
    ----------
    subject, relation, object
        CURIEs.
    sentence
        Id of the sentence that states it.
    modality
        One of :data:`MODALITIES`.
    basis
        One of :data:`BASES`.
    in_sector, in_scenario, by_actor
        CURIEs of qualifiers, or empty.
    note
        A remark of the annotator, or empty.
    status
        One of :data:`STATUSES`.
    score
        How likely a program holds a suggested link to be, 0 to 1, as it stands in the table; or empty.
    """

    subject: str
    relation: str
    object: str
    sentence: str
    modality: str
    basis: str
    in_sector: str = ""
    in_scenario: str = ""
    by_actor: str = ""
    note: str = ""
    status: str = "accepted"
    score: str = ""

    def curie(self, report: str) -> str:
        """Return the CURIE of the link: report id and a digest of what is stated where.

        Re-ordering the table changes nothing; the same statement in another sentence is another link.

        Parameters
        ----------
        report
            Report id.

        Returns
        -------
        str
            ``link:<report>.`` and 12 hexadecimal digits.

        Examples
        --------
        >>> Link(
        ...     "tech:post-quantum-cryptography",
        ...     "fg:contributesTo",
        ...     "outcome:forward-security",
        ...     "T07.S05",
        ...     "asserted",
        ...     "explicit",
        ... ).curie("caict-2025")
        'link:caict-2025.e5d4c8224ba1'
        """
        key = f"{self.subject}|{self.relation}|{self.object}|{self.sentence}"
        return f"link:{report}.{hashlib.sha256(key.encode()).hexdigest()[:12]}"


FACT_RELATIONS = {
    "fg:issuedBy": "item",
    "fg:hasFocus": "item",
    "fg:documentNumber": "text",
    "fg:carriesOut": "item",
    "dcterms:replaces": "item",
    "dcterms:issued": "date",
    "dcterms:available": "date",
    "dcterms:valid": "date",
}
"""What outside facts may say, and what kind of value it takes; the dates: signed on, published on, in force from."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact from outside the reports.

    Parameters
    ----------
    item
        CURIE of the item it is about.
    relation
        One of :data:`FACT_RELATIONS`.
    value
        CURIE, text or ISO 8601 date, by the relation.
    source
        Address of a citable source.
    retrieved
        ISO 8601 date on which the source was read.
    """

    item: str
    relation: str
    value: str
    source: str
    retrieved: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """A span of a rendition that holds no statement of the report, in code points, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report, one rendition of its text, and everything annotated in it.

    Parameters
    ----------
    id
        Lower-case ASCII kebab; also the name of its folder and graph.
    title_en, title_zh, creator, publisher, language, rights
        Metadata of the work.
    digest
        SHA-256 of the rendition's bytes, 64 hexadecimal digits.
    length
        Code points of the rendition.
    date
        When the work appeared: ISO 8601 year, month or day; or empty.
    example
        Whether the report is made up, as an example; such a one is no part of a graph unless it is named.
    links, mentions
        Those accepted.
    waiting_links, waiting_mentions
        Those suggested or to be reviewed; they are no part of any graph.
    """

    id: str
    title_en: str
    title_zh: str
    creator: str
    publisher: str
    language: str
    rights: str
    digest: str
    length: int
    date: str = ""
    example: bool = False
    excluded: tuple[Excluded, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    trends: tuple[Trend, ...] = ()
    mentions: tuple[Mention, ...] = ()
    links: tuple[Link, ...] = ()
    waiting_mentions: tuple[Mention, ...] = ()
    waiting_links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables, checked against each other, and the line where each described thing stands.

    Parameters
    ----------
    items
        In the order of the tables.
    reports
        In the order of their ids.
    places
        CURIE of an item, trend or link → ``(file, line)``.
    facts
        From outside the reports.
    withdrawn
        CURIE of an item that is no more → CURIE of its successor, or empty.
    """

    items: tuple[Item, ...]
    reports: tuple[Report, ...]
    places: dict[str, tuple[str, int]]
    facts: tuple[Fact, ...] = ()
    withdrawn: dict[str, str] = field(default_factory=dict)
