"""One measured piece of work in a process of its own: ``python contenders.py TASK CONTENDER FILES...`` prints JSON.

Runs in any environment that has the contender: nothing here is imported before it is needed. ``cpu``, ``wall`` and ``peak``
are those of the work; what it needs first, such as a loaded graph, is not counted in the times.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

REPEATED = 0.5
"""Wall seconds for which work is repeated; the shortest is taken."""
MOST = 20
"""Repetitions."""
ENOUGH = 900.0
"""CPU seconds after which no further query is begun."""

Found = dict[str, Any]


def clocked(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """Return what work gives, and its CPU and wall seconds."""
    times = []
    result = None
    for _ in range(MOST):
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
        if sum(wall for wall, _ in times) > REPEATED:
            break
    wall, cpu = min(times)
    # The clock of the processor ticks too slowly for short work.
    return result, {"cpu": cpu if wall > 0.05 else min(wall, max(cpu, 0.0) or wall), "wall": wall}


def digest(rows: Iterable[Iterable[Any]]) -> str:
    """Return a digest of rows, whatever their order and whoever made the terms."""
    lines = sorted("\t".join("" if cell is None else _plain(cell) for cell in row) for row in rows)
    return f"{len(lines)} rows {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:8]}"


def _plain(cell: Any) -> str:
    return str(getattr(cell, "value", cell) if type(cell).__module__.startswith(("pyoxigraph", "builtins")) else cell)


# --- Loading ------------------------------------------------------------------------------------------------------------


def fingraph_store(path: str) -> Any:
    from fingraph.store import FrozenStore, load

    return FrozenStore(load(Path(path).read_bytes(), ".nq"))


def fingraph_folder(path: str) -> Any:
    """Load onto disk, the reports not merged yet."""
    from fingraph.location import open_store
    from fingraph.transfer import load as load_graphs

    folder = tempfile.mkdtemp(dir=Path(path).parent)
    load_graphs([Path(path)], folder, merge=False)
    return open_store(folder)


def fingraph_merged(path: str) -> Any:
    from fingraph.location import open_store
    from fingraph.transfer import load as load_graphs

    folder = tempfile.mkdtemp(dir=Path(path).parent)
    load_graphs([Path(path)], folder)
    return open_store(folder)


def oxigraph_store(path: str) -> Any:
    import pyoxigraph as ox

    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.N_QUADS)
    return store


def oxigraph_folder(path: str) -> Any:
    import pyoxigraph as ox

    return _oxigraph_folder(path, {path: ox.RdfFormat.N_QUADS})


def oxigraph_merged(path: str) -> Any:
    """Load the named graphs, and all of them as one; nobody has to take the graphs out of the lines."""
    import pyoxigraph as ox

    return _oxigraph_folder(path, {path: ox.RdfFormat.N_QUADS, path.replace(".nq", ".nt"): ox.RdfFormat.N_TRIPLES})


def _oxigraph_folder(path: str, files: dict[str, Any]) -> Any:
    import pyoxigraph as ox

    folder = tempfile.mkdtemp(dir=Path(path).parent)
    store = ox.Store(folder)
    for file, form in files.items():
        store.bulk_load(path=file, format=form)
    store.flush()
    del store
    return ox.Store.read_only(folder)


def rdflib_dataset(path: str) -> Any:
    from rdflib import Dataset

    return Dataset(default_union=True).parse(path, format="nquads")


def kglab_graph(path: str) -> Any:
    import kglab

    graph = kglab.KnowledgeGraph()
    graph.load_rdf(path.replace(".nq", ".nt"), format="nt")
    return graph


LOADERS: dict[str, Callable[[str], Any]] = {
    "fingraph": fingraph_store,
    "fingraph on disk": fingraph_folder,
    "fingraph on disk, merged": fingraph_merged,
    "pyoxigraph on disk": oxigraph_folder,
    "pyoxigraph on disk, merged": oxigraph_merged,
    "pyoxigraph": oxigraph_store,
    "rdflib": rdflib_dataset,
    "kglab": kglab_graph,
}


def load(contender: str, path: str) -> Found:
    """Load a file of what reports state, with concepts and catalog."""
    _, times = clocked(lambda: LOADERS[contender](path))
    return times


# --- Queries ------------------------------------------------------------------------------------------------------------


def asking(contender: str, path: str) -> Callable[[str], list[Any]]:
    """Return what answers a SELECT."""
    if contender == "rdflib-endpoint":
        return endpoint(path)
    graph = LOADERS[contender](path)
    if contender.startswith("fingraph"):
        import fingraph

        fingraph.ask("ASK { ?s ?p ?o }", dataset=graph)  # merges the reports
        return lambda query: list(fingraph.select(query, dataset=graph))
    if contender.startswith("pyoxigraph"):
        return lambda query: [
            tuple(None if cell is None else cell.value for cell in row)
            for row in graph.query(query, use_default_graph_as_union=True)
        ]
    if contender == "kglab":
        return lambda query: list(graph.query_as_df(query).itertuples(index=False))
    return lambda query: list(graph.query(query))


def endpoint(path: str) -> Callable[[str], list[Any]]:
    """Return what asks rdflib-endpoint over HTTP, but for the network."""
    from rdflib_endpoint import SparqlEndpoint
    from starlette.testclient import TestClient

    client = TestClient(SparqlEndpoint(graph=rdflib_dataset(path)))

    def ask(query: str) -> list[Any]:
        answer = client.post("/", data={"query": query}, headers={"Accept": "application/json"}).json()
        names = answer["head"]["vars"]
        return [[row.get(name, {}).get("value") for name in names] for row in answer["results"]["bindings"]]

    return ask


def queries(contender: str, path: str, *files: str) -> Found:
    """Answer each query of some files."""
    ask = asking(contender, path)
    found: Found = {}
    start = time.process_time()
    for file in files:
        if time.process_time() - start > ENOUGH:
            break
        text = Path(file).read_text(encoding="utf-8")
        try:
            rows, times = clocked(lambda text=text: ask(text))
        except Exception as error:  # noqa: BLE001 - whatever an engine raises on a query it cannot answer
            print(f"{contender} on {Path(file).stem}: {type(error).__name__} {error}", file=sys.stderr)
            continue
        # CURIEs of fingraph are IRIs elsewhere.
        cells = [[_expanded(cell) for cell in row] for row in rows] if contender.startswith("fingraph") else rows
        found[Path(file).stem] = {**times, "answer": digest(cells)}
    return found


def _expanded(cell: Any) -> Any:
    from fingraph.namespaces import expand

    if isinstance(cell, bool):
        return str(cell).lower()
    try:
        return expand(cell) if isinstance(cell, str) and " " not in cell else cell
    except ValueError:
        return cell


# --- Graphs of items ----------------------------------------------------------------------------------------------------


def projection(contender: str, path: str) -> Found:
    """Make a networkx graph of a loaded one."""
    import networkx as nx

    loaded = LOADERS[contender](path)
    if contender.startswith("fingraph"):
        from fingraph.projection import to_networkx

        graph, times = clocked(lambda: to_networkx(loaded))
    elif contender == "kglab":
        import kglab

        text = "SELECT ?subject ?object WHERE { ?subject ?predicate ?object }"
        graph, times = clocked(
            lambda: kglab.SubgraphMatrix(loaded, text).build_nx_graph(nx.MultiDiGraph(), bipartite=False)
        )
    else:
        from rdflib import Graph
        from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph

        union = Graph()
        for subject, predicate, obj, _ in loaded.quads():
            union.add((subject, predicate, obj))
        graph, times = clocked(lambda: rdflib_to_networkx_multidigraph(union))
    return {**times, "answer": f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges"}


def measures(contender: str, edges: str) -> Found:
    """Rank by PageRank and find communities, in a list of edges."""
    import networkx as nx

    graph = nx.read_edgelist(edges, delimiter="\t", create_using=nx.DiGraph, data=(("support", int),))
    if contender == "fingraph":
        from fingraph import analysis

        ranks, times = clocked(lambda: (analysis.pagerank(graph), analysis.communities(graph, runs=1))[0])
    else:
        ranks, times = clocked(
            lambda: (nx.pagerank(graph, weight="support"), nx.community.louvain_communities(graph, "support", seed=1))[
                0
            ]
        )
    return {**times, "answer": " ".join(sorted(ranks, key=lambda node: (-round(ranks[node], 5), node))[:3])}


def page(contender: str, edges: str) -> Found:
    """Make a page of a list of edges."""
    import networkx as nx

    graph = nx.read_edgelist(edges, delimiter="\t", create_using=nx.MultiDiGraph, data=(("support", int),))
    if contender == "fingraph":
        from fingraph import render_html

        html, times = clocked(lambda: render_html(graph))
    elif contender == "pyvis":
        html, times = clocked(lambda: _pyvis(graph))
    else:
        html, times = clocked(lambda: _ttl3d(edges))
    return {**times, "answer": f"{len(html.encode()) / 1e6:.1f} MB"}


def _pyvis(graph: Any) -> str:
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for node in graph:
        network.add_node(node)
    for source, target in graph.edges():
        network.add_edge(source, target)
    return str(network.generate_html())


def _ttl3d(edges: str) -> str:
    import subprocess

    turtle, html = f"{edges}.ttl", f"{edges}.html"
    lines = (line.split("\t") for line in Path(edges).read_text(encoding="utf-8").splitlines())
    Path(turtle).write_text("".join(f"<urn:{a}> <urn:p> <urn:{b}> .\n" for a, b, _ in lines), encoding="utf-8")
    program = Path(sys.executable).with_name("ttl3d")
    subprocess.run([program, turtle, "-o", html], check=True, capture_output=True)
    return Path(html).read_text(encoding="utf-8")


# --- Tables and shapes --------------------------------------------------------------------------------------------------


def build(contender: str, folder: str, output: str) -> Found:
    """Build RDF from a folder of tables, with all checks; the contender's last letter says by how many processes."""
    from fingraph.publish import build as build_files

    wall, cpu = time.perf_counter(), time.process_time()
    result = build_files(Path(output), data=Path(folder), jobs=int(contender[-1]), rdf_only=True)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu += below.ru_utime + below.ru_stime
    links = result.counts["stated links"]
    return {"cpu": cpu, "wall": wall, "answer": f"{links:,} links, {links / wall * 60:,.0f} a minute", "links": links}


def validation(contender: str, path: str) -> Found:
    """Check all graphs against the shapes."""
    if contender == "fingraph":
        from fingraph.validation import validate_dataset

        store = fingraph_store(path)
        findings, times = clocked(lambda: validate_dataset(store))
        return {**times, "answer": f"{len(findings)} findings"}
    import pyshacl
    from rdflib import Graph

    from fingraph.resources import resource_dir
    from fingraph.validation import relation_pairs

    shapes = Graph()
    for name in ("prefixes", "links", "evidence", "facts", "items"):
        shapes.parse(resource_dir("ontology") / "shapes" / f"{name}.ttl")
    # The union of all but inferences and facts, whose direct triples have no links.
    lines = (line.rpartition(b" <") for line in Path(path).read_bytes().splitlines())
    data = Graph().parse(
        data=b"".join(
            triple + b" .\n" for triple, _, graph in lines if not graph.endswith((b"-inferred> .", b"/facts> ."))
        ),
        format="nt",
    )
    data += relation_pairs()
    (_, results, _), times = clocked(lambda: pyshacl.validate(data, shacl_graph=shapes, inplace=True))
    name = "http://www.w3.org/ns/shacl#ValidationResult"
    return {**times, "answer": f"{sum(str(o) == name for o in results.objects())} findings"}


TASKS: dict[str, Callable[..., Found]] = {
    task.__name__: task for task in (load, queries, projection, measures, page, build, validation)
}


def main() -> None:
    """Do one task and print what it took."""
    task, contender, *files = sys.argv[1:]
    # Nothing but the result may be printed, whatever a library has to say.
    with redirect_stdout(sys.stderr):
        found = TASKS[task](contender, *files)
    # What getrusage says of this process counts the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = max(int(status.split("VmHWM:")[1].split()[0]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    sys.stdout.write(json.dumps({"peak": peak, "found": found}) + "\n")
    sys.stdout.flush()
    os._exit(0)  # freeing millions of objects one by one would take longer than the work


if __name__ == "__main__":
    main()
