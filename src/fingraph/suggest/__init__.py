"""Suggestions for a report: names of known items, names that may be new, and links, all for an analyst to decide.

No language model and no network: names are found by Aho-Corasick, new ones by titles, quotation marks and word segmentation,
links by cue words, the places of names, and what annotated reports link. The same input gives the same suggestions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from fingraph.model import Item, Link, Mention, Report, Sentence
from fingraph.suggest.candidates import Candidate, candidate_links
from fingraph.suggest.cues import CueFinder
from fingraph.suggest.matching import Match, Matcher
from fingraph.suggest.rates import Rates
from fingraph.suggest.scoring import read_weights, score
from fingraph.suggest.sentences import Parsed
from fingraph.suggest.terms import Term, candidate_terms
from fingraph.tables import read_relation_pairs

__all__ = ["LEAST_SCORE", "MOST_LINKS", "MOST_TERMS", "Match", "Matcher", "Suggester", "Term"]

SUGGESTED = "suggested"
MOST_LINKS = 12
"""Links suggested of one sentence, at most."""
MOST_TERMS = 60
"""New names suggested of a report, at most."""
LEAST_SCORE = 0.1
"""Score of a suggested link, at least; benchmarks/suggest.md says what that finds."""
CONCERNED = 0.9
"""Score of a trend's concern with what its heading names, by the annotation guideline."""


class Suggester:
    """Suggests rows for the tables of a report.

    Parameters
    ----------
    ontology
        Folder of ``cues.csv``, ``relation-pairs.csv`` and ``suggestion-weights.csv``.
    items
        Those known.
    annotated
        Reports whose accepted links and mentions show what is linked how often.
    weights
        ``link`` and ``term`` → feature → weight; by default those of the table.

    Raises
    ------
    TableError
        If a table is not of its form.
    """

    def __init__(
        self,
        ontology: Path,
        items: Iterable[Item],
        annotated: Iterable[Report],
        weights: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        self.matcher, self.finder = Matcher(items), CueFinder(ontology)
        self.rates = Rates(annotated, read_relation_pairs(ontology))
        self.weights = weights or read_weights(ontology)

    def mentions(self, report: Report, text: str) -> list[Mention]:
        """Return the names of known items in a report's sentences that no row has yet.

        Parameters
        ----------
        report
            Its sentences are searched.
        text
            The rendition that they count.

        Returns
        -------
        list of Mention
            Of kind ``name`` and status ``suggested``, in the order of the text.
        """
        had = {(m.sentence, m.item, m.start, m.end) for m in (*report.mentions, *report.waiting_mentions)}
        found = [
            Mention(sentence.id, item, "name", sentence.start + match.start, sentence.start + match.end, SUGGESTED)
            for sentence in report.sentences
            for match in self.matcher.matches(text[sentence.start : sentence.end])
            for item in match.items
        ]
        return [m for m in dict.fromkeys(found) if (m.sentence, m.item, m.start, m.end) not in had]

    def links(
        self,
        report: Report,
        text: str,
        *,
        most: int = MOST_LINKS,
        least: float = LEAST_SCORE,
        step: Callable[[int], object] = lambda _: None,
    ) -> list[Link]:
        """Return links that a report's sentences may state and that no row has yet.

        Parameters
        ----------
        report
            Its sentences are searched.
        text
            The rendition that they count.
        most
            Links of one sentence, at most.
        least
            Score of a link, at least, 0 to 1.
        step
            Called with 1 after each sentence.

        Returns
        -------
        list of Link
            Of status ``suggested``, sentence by sentence, the likeliest first.
        """
        had = {link.curie(report.id) for link in (*report.links, *report.waiting_links)}
        trends = {trend.sentence: trend.curie(report.id) for trend in report.trends}
        found: list[Link] = []
        for sentence in report.sentences:
            parsed = Parsed(text[sentence.start : sentence.end], self.matcher, self.finder)
            links = [
                link for link in self._links(parsed, sentence, trends.get(sentence.id)) if float(link.score) >= least
            ]
            links = [link for link in links if link.curie(report.id) not in had]
            found += sorted(links, key=lambda link: (-float(link.score), link.subject, link.relation, link.object))[
                :most
            ]
            step(1)
        return found

    def terms(self, report: Report, text: str, *, most: int = MOST_TERMS) -> list[Term]:
        """Return names that may be those of new items.

        Parameters
        ----------
        report
            Its sentences are searched.
        text
            The rendition that they count.
        most
            Names, at most.

        Returns
        -------
        list of Term
            The likeliest first.
        """
        sentences = {sentence.id: text[sentence.start : sentence.end] for sentence in report.sentences}
        known = {name: [match[:2] for match in self.matcher.matches(span)] for name, span in sentences.items()}
        found = candidate_terms(sentences, known, self.finder.verbs)
        for term in found:
            term.score = score(term.features, self.weights["term"])
        return sorted(found, key=lambda term: (-term.score, term.text))[:most]

    def _links(self, parsed: Parsed, sentence: Sentence, trend: str | None) -> list[Link]:
        """Return the likeliest link from each item of a sentence to each other, and what a heading concerns."""
        heading = trend is not None
        best: dict[tuple[str, str], tuple[float, Candidate]] = {}
        for one in candidate_links(parsed, self.rates):
            ranked = score(one.features, self.weights["link"]), one
            former = best.setdefault((one.subject, one.object), ranked)
            if (ranked[0], one.relation) > (former[0], former[1].relation):
                best[one.subject, one.object] = ranked
        links = [
            Link(
                one.subject,
                f"fg:{one.relation}",
                one.object,
                sentence.id,
                "forecast" if heading else parsed.modality(one.cue),
                "heading" if heading else _basis(parsed, one),
                status=SUGGESTED,
                score=f"{likely:.3f}",
            )
            for likely, one in best.values()
        ]
        named = {item for name in parsed.names for match in (name.match, *name.nested) for item in match.items}
        return links + [
            Link(
                trend,
                "fg:concerns",
                item,
                sentence.id,
                "forecast",
                "heading",
                status=SUGGESTED,
                score=f"{CONCERNED:.3f}",
            )
            for item in sorted(named)
            if trend
        ]


def _basis(parsed: Parsed, one: Candidate) -> str:
    accompanying = one.cue is not None and parsed.clause(one.cue.start) in parsed.accompanying
    return "accompanying" if accompanying else "explicit"
