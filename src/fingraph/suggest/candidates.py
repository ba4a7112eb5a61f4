"""Links that a sentence may state, and what speaks for each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import permutations, product
from typing import TYPE_CHECKING, NamedTuple

from fingraph.suggest.rates import Rates, class_of, place

if TYPE_CHECKING:
    from fingraph.suggest.cues import Cue, Sense
    from fingraph.suggest.sentences import Name, Parsed

LINK_FEATURES = (
    "bias",
    "rate",
    "cue",
    "senses",
    "object inside",
    "subject inside",
    "backward",
    "marked cue",
    "verb within object",
    "one clause before",
    "two clauses before",
    "further before",
    "grammatical subject",
    "subject of the clause",
    "another subject",
    "means",
    "subject modifies",
    "subject marked",
    "names between subject and cue",
    "cues between subject and cue",
    "names between cue and object",
    "cues between cue and object",
    "controlled",
    "control between",
    "object in another clause",
    "object modifies",
    "fresh start between",
    "touching",
    "nested",
)
"""What speaks for or against a link; each is 0 where it does not apply."""
WITHOUT_CUE = ("concerns", "scenarioOf", "serves", "faces", "uses")
"""Relations that a name inside another, or right beside it, may state without a verb."""
FAR = 3
"""Names and cues between two are counted up to this."""

Features = dict[str, float]


class Candidate(NamedTuple):
    """A link that may be stated: its ends, what speaks for it, and the cue by which it is stated, if there is one."""

    subject: str
    relation: str
    object: str
    cue: Cue | None
    features: Features


def candidate_links(parsed: Parsed, rates: Rates) -> Iterator[Candidate]:
    """Yield the links that the names and cues of a sentence allow.

    Parameters
    ----------
    parsed
        The sentence.
    rates
        Which classes a relation joins, and how often.

    Yields
    ------
    Candidate
        A link may come more than once, by other cues or names.
    """
    for name in parsed.names:
        spans = (
            (name.match.start, name.match.end, name.match.items),
            *((n.start, n.end, n.items) for n in name.nested),
        )
        for (start, end, subjects), (first, last, objects) in permutations(spans, 2):
            where = place((start, end), (first, last))
            for subject, obj in product(subjects, objects):
                if where.endswith("inside") and subject != obj:
                    yield from _without_cue(rates, where, subject, obj)
    for subject_name, object_name in permutations(parsed.names, 2):
        for subject, obj in product(subject_name.match.items, object_name.match.items):
            if subject != obj:
                yield from _beside(parsed, rates, (subject, subject_name), (obj, object_name))
                yield from _by_cues(parsed, rates, (subject, subject_name), (obj, object_name))


def _without_cue(rates: Rates, where: str, subject: str, obj: str) -> Iterator[Candidate]:
    classes = class_of(subject), class_of(obj)
    kind = "nested" if where.endswith("inside") else "touching"
    allowed = rates.relations(*classes)
    for relation in WITHOUT_CUE:
        if relation in allowed:
            rate = rates.log_odds(where, classes[0], relation, classes[1])
            yield Candidate(subject, relation, obj, None, {"bias": 1, "rate": rate, kind: 1})


def _beside(parsed: Parsed, rates: Rates, subject: tuple[str, Name], obj: tuple[str, Name]) -> Iterator[Candidate]:
    first, second = subject[1], obj[1]
    where = place((first.match.start, first.match.end), (second.match.start, second.match.end))
    if first.clause == second.clause and where == "apart":
        if parsed.leads_to(first.group, second.group):
            where = "subject first"
        elif parsed.leads_to(second.group, first.group):
            where = "object first"
    if where != "apart":
        yield from _without_cue(rates, where, subject[0], obj[0])


def _by_cues(parsed: Parsed, rates: Rates, subject: tuple[str, Name], obj: tuple[str, Name]) -> Iterator[Candidate]:
    classes = class_of(subject[0]), class_of(obj[0])
    allowed = rates.relations(*classes)
    for cue in (*parsed.cues, *obj[1].verbs):
        fitting = [sense for sense in cue.senses if sense.relation in allowed]
        for sense in fitting:
            if (
                _fits(cue, sense.direction, subject[1], obj[1])
                and not _demands(parsed, cue, subject[1])
                and not (is_control(cue) and classes[1] == "ActorType" and parsed.acts(obj[1]))
            ):
                features = _features(parsed, cue, sense, subject[1], obj[1])
                features["rate"] = rates.log_odds("apart", classes[0], sense.relation, classes[1])
                features["senses"] = math.log(len(fitting))
                yield Candidate(subject[0], sense.relation, obj[0], cue, features)


def _fits(cue: Cue, direction: str, subject: Name, obj: Name) -> bool:
    """Return whether a cue stands to two names as its direction says."""
    s, o = subject.match, obj.match
    match direction:
        case "forward":
            return s.end <= cue.start and cue.end <= o.start
        case "backward":
            return o.end <= cue.start and cue.end <= s.start
        case "subject inside":
            return cue.inner_start <= s.start and s.end <= cue.inner_end and cue.end <= o.start
    inside = cue.inner_start <= o.start and o.end <= cue.inner_end
    return inside and (s.end <= cue.start if direction == "object inside" else cue.end <= s.start)


def _demands(parsed: Parsed, cue: Cue, subject: Name) -> bool:
    """Return whether a subject only demands or encourages in its clause what a cue then says of somebody else."""
    clause = parsed.clause(cue.start)
    return subject.clause == clause and any(subject.match.end <= at < cue.start for at in parsed.controls)


def _features(parsed: Parsed, cue: Cue, sense: Sense, subject: Name, obj: Name) -> Features:
    first, last, before, after = subject, obj, (0, 0), cue.end
    if sense.direction in {"backward", "subject after"}:
        first, last = obj, subject
    if sense.direction in {"forward", "backward", "object inside"}:
        before = parsed.between(first.match.end, cue.start, skip=first.group)
    if sense.direction == "object inside":
        after = cue.inner_start
    names, cues = parsed.between(after, last.match.start, skip=last.group, heads=True)
    controlled = is_control(cue) and cues > 0
    if controlled:  # who is to do it, and the verb of what is to be done, stand between by rights
        names, cues = max(names - 1, 0), 0
    clause = parsed.clause(cue.start)
    own, distance = parsed.subjects[clause], clause - first.clause
    return {
        "bias": 1,
        "cue": 1,
        "object inside": sense.direction in {"object inside", "subject after"},
        "subject inside": sense.direction == "subject inside",
        "backward": sense.direction == "backward",
        "marked cue": bool(sense.modality),
        "verb within object": cue.start == cue.end,
        "one clause before": distance == 1,
        "two clauses before": distance == 2,
        "further before": distance > 2,
        "grammatical subject": parsed.subjects[first.clause] == first.group,
        "subject of the clause": parsed.topic(clause) == first.group,
        "another subject": own is not None and own != first.group,
        "means": subject.group in parsed.means,
        "subject modifies": subject.modifies,
        "subject marked": subject.marked,
        "names between subject and cue": min(before[0], FAR),
        "cues between subject and cue": min(before[1], FAR),
        "names between cue and object": min(names, FAR),
        "cues between cue and object": min(cues, FAR),
        "controlled": controlled,
        "control between": any(first.match.end <= at < cue.start for at in parsed.controls),
        "object in another clause": parsed.clause(max(cue.end - 1, 0)) != last.clause,
        "object modifies": obj.modifies,
        "fresh start between": any(first.match.end <= at < cue.start for at in parsed.fresh),
    }


def is_control(cue: Cue) -> bool:
    """Return whether a cue demands or encourages what another verb then says."""
    return any(sense.modality in {"required", "encouraged"} for sense in cue.senses)
