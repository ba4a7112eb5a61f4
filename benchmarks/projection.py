"""Measure how long a dataset takes to become a networkx graph, and whether its nodes are the items.

Makes a dataset of about 100,000 triples: the built-in graph again and again, each copy a report of its own of which every
second item is its own too. Then measures, each in fresh processes that have loaded and parsed before the clock starts, the
CPU seconds of ``fingraph.to_networkx``, of rdflib's helper on the same triples in rdflib's memory, of the same helper on
the dataset that fingraph has, and of kglab if its Python is named.

Usage: python benchmarks/projection.py [--triples N] [--repetitions N] [--kglab-python PATH]
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BOUND = 10
"""How many times faster than rdflib's helper the projection must be."""

MEASURED = """
before = time.process_time()
graph = project()
print(time.process_time() - before, graph.number_of_nodes(), graph.number_of_edges())
"""

FINGRAPH = f"""
import sys, time
import networkx
from fingraph.projection import to_networkx
from fingraph.store import as_dataset, load

dataset = as_dataset(load(open(sys.argv[1], "rb").read(), ".nq"))
project = lambda: to_networkx(dataset)
{MEASURED}"""

HELPER = f"""
import sys, time
import networkx, rdflib
from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph

triples = rdflib.Graph().parse(sys.argv[2], format="nt")
project = lambda: rdflib_to_networkx_multidigraph(triples)
{MEASURED}"""

HELPER_ON_OXIGRAPH = f"""
import sys, time
import networkx, rdflib
from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph

triples = rdflib.Graph(store="Oxigraph").parse(sys.argv[2], format="ox-nt")
project = lambda: rdflib_to_networkx_multidigraph(triples)
{MEASURED}"""

KGLAB = f"""
import sys, time
import kglab, networkx

triples = kglab.KnowledgeGraph()
triples.load_rdf(sys.argv[2], format="nt")
QUERY = "SELECT ?subject ?object WHERE {{ ?subject ?predicate ?object }}"
project = lambda: kglab.SubgraphMatrix(triples, QUERY).build_nx_graph(networkx.MultiDiGraph(), bipartite=False)
{MEASURED}"""


def synthetic(triples: int) -> tuple[str, int]:
    """Return N-Quads of a number of triples or a few more, and how many items its links join."""
    from fingraph.builtin import builtin_store
    from fingraph.model import CLASS_OF_PREFIX
    from fingraph.namespaces import expand, layer_of

    items = "|".join(re.escape(expand(f"{prefix}:")) for prefix in CLASS_OF_PREFIX if prefix != "trend")
    item = re.compile(f"<((?:{items})[a-z0-9-]+)>")
    own = {iri: number % 2 == 0 for number, iri in enumerate(sorted(set(item.findall("\n".join(map(str, builtin_store()))))))}
    report, others = [], []
    for quad in builtin_store():
        layer = layer_of(quad.graph_name.value)
        concept = quad.graph_name.value == expand("graph:concepts")
        wanted = report if concept or (layer == "stated" and quad.graph_name.value != expand("graph:catalog")) else others
        if layer != "inferred":
            wanted.append(f"{quad} .")
    quads = dict.fromkeys(others)
    copies = 0
    while len(quads) < triples:
        name = f"report-{copies}"
        for line in report:
            copied = item.sub(lambda match: f"<{match[1]}-{name}>" if own[match[1]] else match[0], line)
            quads[copied.replace("caict-2025", name)] = None
        copies += 1
    return "\n".join(quads) + "\n", copies


def seconds(python: str, script: str, files: list[str], repetitions: int) -> tuple[float, int, int]:
    """Return the median of the CPU seconds that a script prints, and the nodes and edges it found."""
    found = []
    for _ in range(repetitions):
        result = subprocess.run(
            [python, "-W", "ignore", "-c", script, *files], capture_output=True, encoding="utf-8", check=False, env=os.environ
        )
        if result.returncode:
            sys.exit(f"a contender failed:\n{result.stderr}")
        found.append(result.stdout.split())
    _, nodes, edges = found[0]
    return statistics.median(float(line[0]) for line in found), int(nodes), int(edges)


def main() -> None:
    """Measure, print, and exit 1 if the projection is not fast enough or its nodes are not the items."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--kglab-python", help="Python of an environment that has kglab.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text, copies = synthetic(arguments.triples)
        triples = dict.fromkeys(re.sub(r" <[^<>]*> \.$", " .", line) for line in text.splitlines())
        files = [str(Path(folder, name)) for name in ("all.nq", "all.nt")]
        for file, content in zip(files, (text, "\n".join(triples) + "\n"), strict=True):
            Path(file).write_text(content, encoding="utf-8")
        contenders = {
            "`fingraph.to_networkx`": (sys.executable, FINGRAPH),
            "rdflib's helper, in rdflib's memory": (sys.executable, HELPER),
            "rdflib's helper, on Oxigraph": (sys.executable, HELPER_ON_OXIGRAPH),
            **({"kglab": (arguments.kglab_python, KGLAB)} if arguments.kglab_python else {}),
        }
        times = {name: seconds(*contender, files, arguments.repetitions) for name, contender in contenders.items()}
    print(f"{len(text.splitlines()):,} quads, {len(triples):,} distinct triples, {copies} reports\n")
    print("| what | CPU s | times as long | nodes | edges |\n|---|---:|---:|---:|---:|")
    own, *_ = times["`fingraph.to_networkx`"]
    for name, (value, nodes, edges) in times.items():
        print(f"| {name} | {value:.3f} | {value / own:.1f} | {nodes:,} | {edges:,} |")
    sys.exit(0 if times["rdflib's helper, in rdflib's memory"][0] >= BOUND * own else 1)


if __name__ == "__main__":
    main()
