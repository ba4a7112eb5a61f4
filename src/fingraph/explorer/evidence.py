"""What an edge rests on, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from fingraph.explorer.values import PairData, pair, several, text
from fingraph.projection.details import Details, Pair, Statement, gist

if TYPE_CHECKING:
    from fingraph.verification import Quotation

TERMS = re.compile(r" \+ | & |\|")
FACTOR = re.compile(r"^[0-9.e+-]+\*")


class Evidence:
    """The sentences behind edges, as the page shows them.

    Parameters
    ----------
    details
        Single statements; without them the edge's own attributes say less.
    labels
        Node → label of items that are on the page.
    """

    def __init__(self, details: Details, labels: Mapping[str, Pair]) -> None:
        self.details, self.labels = details, labels
        self.by_sentence: dict[str, list[Statement]] = {}
        for statement in chain.from_iterable(details.statements.values()):
            self.by_sentence.setdefault(statement.sentence, []).append(statement)

    def of_edge(self, source: str, target: str, edge: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return one record for each statement that an edge rests on, or for each sentence where none is known.

        Parameters
        ----------
        source
            Id of the node it leads from.
        target
            Id of the node it leads to.
        edge
            Attributes that :func:`fingraph.projection.to_networkx` gives; each may be missing.

        Returns
        -------
        list of dict
            In the order of sentences.
        """
        sentences = sentences_of(edge)
        if not sentences:
            return []
        found = [stated for stated in self._statements(source, target, edge) if stated.sentence in sentences]
        records = [self._record(stated) for stated in sorted(set(found), key=lambda stated: (stated.sentence, stated))]
        known = {stated.sentence for stated in found}
        plain = gist(self._label(source), self._relation(edge), self._label(target), ("", ""))
        rest = [
            self._sentence(sentence, text(edge.get("modality")), plain)
            for sentence in sentences
            if sentence not in known
        ]
        return sorted([*records, *rest], key=lambda record: str(record["sentence"]))

    def _statements(self, source: str, target: str, edge: Mapping[str, Any]) -> Iterable[Statement]:
        relation, report, via = (text(edge.get(name)) for name in ("relation", "report", "via"))
        stated = self.details.statements
        if "|" in report:
            return chain.from_iterable(stated.get((source, relation, target, one), ()) for one in report.split("|"))
        if edge.get("layer") == "inferred":
            return self.details.premises.get((source, relation, target, report, text(edge.get("rule"))), ())
        if via:
            first, _, second = relation.partition(" ")
            return (*stated.get((source, first, via, report), ()), *stated.get((via, second, target, report), ()))
        if edge.get("layer") == "co-occurrence":
            return self._shared({source, target, *several(edge.get("shared"))}, sentences_of(edge))
        return stated.get((source, relation, target, report), ())

    def _shared(self, items: set[str], sentences: Iterable[str]) -> Iterator[Statement]:
        """Yield the statements about what two nodes are or share."""
        for sentence in sentences:
            for stated in self.by_sentence.get(sentence, ()):
                if stated.subject in items or stated.object in items:
                    yield stated

    def _record(self, stated: Statement) -> dict[str, Any]:
        subject, relation, obj = map(self._label, (stated.subject, stated.relation, stated.object))
        words = gist(subject, relation, obj, self._code(stated.modality))
        return self._sentence(stated.sentence, stated.modality, words) | {
            "basis": stated.basis,
            "qualifiers": [
                {
                    "name": pair(*self.details.label(qualifier.relation)),
                    "value": pair(*self._label(qualifier.item)),
                    "id": qualifier.item,
                }
                for qualifier in stated.qualifiers
            ],
        }

    def _sentence(self, sentence: str, modality: str, words: Pair) -> dict[str, Any]:
        start, end = self.details.spans.get(sentence, (-1, -1))
        return {
            "sentence": sentence,
            "trend": sentence.rpartition(".")[0],
            "page": self.details.pages.get(sentence, 0),
            "start": start,
            "end": end,
            "modality": modality,
            "basis": "",
            "gist": pair(*words),
            "qualifiers": [],
            "quotation": _quotation(self.details.quotations.get(sentence)),
        }

    def _label(self, name: str) -> Pair:
        return self.labels.get(name) or self.details.label(name)

    def _relation(self, edge: Mapping[str, Any]) -> Pair:
        words: PairData = pair(edge.get("label_en") or edge.get("label") or edge.get("relation"), edge.get("label_zh"))
        return words["en"], words["zh"]

    def _code(self, name: str) -> Pair:
        en, zh = self.details.label(f"code:{name}")
        return en.removeprefix("code:"), zh.removeprefix("code:")


def sentences_of(edge: Mapping[str, Any]) -> list[str]:
    """Return the full ids of the sentences that an edge's evidence names, each once, in order.

    Parameters
    ----------
    edge
        ``evidence`` as in :mod:`fingraph.projection.evidence`; may be missing.

    Returns
    -------
    list of str
        Sorted.

    Examples
    --------
    >>> sentences_of({"evidence": "0.5*a.T01.S02|a.T01.S01 + a.T01.S01 & a.T02.H"})
    ['a.T01.S01', 'a.T01.S02', 'a.T02.H']
    """
    said = text(edge.get("evidence"))
    if not said:
        return []
    plain = " " not in said and "*" not in said
    legs = said.split("|") if plain else [FACTOR.sub("", leg.strip()) for leg in TERMS.split(said)]
    return sorted({leg for leg in legs if leg})


def _quotation(quotation: Quotation | None) -> dict[str, Any] | None:
    """Return a sentence with its marks in the units of JavaScript, of which characters beyond the BMP take two."""
    if quotation is None:
        return None
    marks = [[_units(quotation.text[:offset]) for offset in mark] for mark in quotation.marks]
    return {"text": quotation.text, "marks": marks}


def _units(part: str) -> int:
    return len(part.encode("utf-16-le")) // 2
