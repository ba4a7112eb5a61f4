"""What worker processes do: run a query, describe an item, render the page to explore."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from fingraph.server.limits import Limits
    from fingraph.server.protocol import Question


@dataclass(frozen=True, slots=True)
class Job:
    """Work for a worker.

    Parameters
    ----------
    name
        One of :data:`JOBS`.
    arguments
        What it takes; they go through a pipe.
    """

    name: str
    arguments: tuple[Any, ...] = ()


def answer(limits: Limits, question: Question, form: str) -> tuple[bytes, bool]:
    """Return the answer to a question in a format, and whether it was cut."""
    from fingraph.location import store_at_hand
    from fingraph.query import request
    from fingraph.store import graph_names
    from fingraph.store.responses import respond

    store = store_at_hand()
    wanted = request(store, question.text, layers=question.layers)
    if question.default_graphs is not None:
        wanted = dataclasses.replace(wanted, default_graphs=question.default_graphs, named_graphs=question.named_graphs)
    elif wanted.named_graphs is not None:
        wanted = dataclasses.replace(wanted, named_graphs=tuple(graph_names(store)))  # GRAPH reads every layer
    response = respond(store, wanted, form, rows=limits.rows, size=limits.answer_bytes)
    return response.content, response.cut


def explorer(limits: Limits) -> bytes:  # noqa: ARG001 - as every job
    """Return the page to explore, of all links; one without links is an error."""
    from fingraph.errors import QueryError
    from fingraph.explorer import render_html
    from fingraph.projection import read_details, to_networkx
    from fingraph.ranking.overview import QUICK, overview

    graph = to_networkx()
    if not graph.number_of_edges():
        raise QueryError("this graph has no links to explore; ask it at /query")
    return render_html(
        graph,
        title="fingraph",
        details=read_details(),
        rankings=overview(graph, QUICK),
        coverage=_coverage(),
        asking="/query",
    ).encode()


def item_page(limits: Limits, iri: str, language: str) -> bytes:
    """Return the page of an item."""
    from fingraph.server.describing import page_of

    return page_of(limits, iri, language)


def item_graph(limits: Limits, iri: str, form: str) -> tuple[bytes, bool]:
    """Return what the graph says of an item in an RDF format, and whether it was cut."""
    from fingraph.server.describing import graph_of

    return graph_of(limits, iri, form)


def _coverage() -> list[dict[str, Any]]:
    """Return what the annotation of the reports at hand covers; of a graph elsewhere it is not known."""
    from fingraph.assemble import read
    from fingraph.coverage import page_records
    from fingraph.location import is_elsewhere
    from fingraph.resources import data_dir, resource_dir

    return [] if is_elsewhere() else page_records(read(data_dir(), resource_dir("ontology")))


JOBS: dict[str, Callable[..., Any]] = {
    "answer": answer,
    "explorer": explorer,
    "item_page": item_page,
    "item_graph": item_graph,
}
