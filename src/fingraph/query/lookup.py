"""Items by id or by any of their names, in either language."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

from fingraph.errors import ItemNotFound
from fingraph.location import store_of
from fingraph.model import CLASS_OF_PREFIX
from fingraph.namespaces import compress
from fingraph.query.guard import request
from fingraph.store import AnyStore, evaluate, term

if TYPE_CHECKING:
    import rdflib

WITHDRAWN = (
    "SELECT ?item ?successor WHERE { ?item owl:deprecated true OPTIONAL { ?item dcterms:isReplacedBy ?successor } }"
)
NAMES = "SELECT DISTINCT ?item ?name WHERE { ?item skos:prefLabel|skos:altLabel ?name }"


def find_item(name: str, dataset: rdflib.Dataset | AnyStore | None = None) -> str:
    """Return the CURIE of the item with an id, IRI or label.

    Looked for in this order: CURIE or IRI, then a label or synonym in either language as it stands, then without regard to
    case and width.

    Parameters
    ----------
    name
        A CURIE, an IRI, a label or a synonym.
    dataset
        Where it is looked up; the built-in graph by default.

    Returns
    -------
    str
        A CURIE.

    Raises
    ------
    ItemNotFound
        If there is none, with the nearest names; or if a label stands for several items.
    """
    store = store_of(dataset)
    answer = evaluate(store, request(store, NAMES))
    names = [
        (str(item), str(label)) for item, label in answer.values() if str(item).partition(":")[0] in CLASS_OF_PREFIX
    ]
    ids = {item for item, _ in names}
    wanted = compress(name.strip("<>"))
    if wanted in ids:
        return wanted
    _refuse_withdrawn(store, wanted)
    for key in (str, _folded):
        found = sorted({item for item, label in names if key(label) == key(name)})
        if len(found) == 1:
            return found[0]
        if found:
            raise ItemNotFound(f"{name!r} stands for several items: {', '.join(found)}; use one of these")
    near = get_close_matches(_folded(name), sorted({_folded(label) for _, label in names} | ids), 3)
    hint = f"did you mean {', '.join(map(repr, near))}?" if near else "fingraph query cq19-label-lookup lists all names"
    raise ItemNotFound(f"no item is called {name!r}; {hint}")


def _refuse_withdrawn(store: AnyStore, curie: str) -> None:
    if curie.partition(":")[0] not in CLASS_OF_PREFIX:
        return
    found = evaluate(store, request(store, WITHDRAWN, parameters={"item": term(curie)})).values()
    if found:
        successor = f"use {found[0][1]} instead" if found[0][1] else "it has no successor"
        raise ItemNotFound(f"{curie} was withdrawn; {successor}")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
