"""Measure how long a dataset takes to become a networkx graph, and whether its nodes are the items.

Makes a dataset of about 100,000 triples: the built-in graph again and again, each copy a report of its own of which every
second item is its own too. Then measures, each in fresh processes that have loaded and parsed before the clock starts, the
CPU seconds of ``fingraph.to_networkx``, of rdflib's helper on the same triples in rdflib's memory, of the same helper on
the dataset that fingraph has, and of kglab if its Python is named: its time grows faster than the triples, so name fewer of
them with it, such as 10,000.

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

from fingraph.location import open_store
from fingraph.model import CLASS_OF_PREFIX
from fingraph.namespaces import expand, layer_of

HERE = Path(__file__).resolve().parent
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


def synthetic(triples: int) -> list[str]:
    """Return about as many N-Quads: the concepts and what is stated, copied; ontology and facts once."""
    prefixes = "|".join(re.escape(expand(f"{prefix}:")) for prefix in CLASS_OF_PREFIX if prefix != "trend")
    item = re.compile(f"<((?:{prefixes})[a-z0-9-]+)>")
    copied, quads = [], {}
    for quad in open_store():
        layer = layer_of(quad.graph_name.value)
        if layer == "stated" and quad.graph_name.value != expand("graph:catalog"):
            copied.append(f"{quad} .")
        elif layer != "inferred":
            quads[f"{quad} ."] = None
    items = sorted(set(item.findall("\n".join(copied))))
    for number in range(triples):
        if len(quads) >= triples:
            break
        own = {iri: f"<{iri}-{number}>" for iri in items[::2]}
        for line in copied:
            renamed = item.sub(lambda match, own=own: own.get(match[1], match[0]), line)
            quads[renamed.replace("caict-2025", f"report-{number}")] = None
    return list(quads)


def linked_items(quads: list[str]) -> int:
    """Return how many items are ends of a stated link other than fg:concerns: what the nodes must be."""
    about = {line.partition(" ")[0] for line in quads if f"<{expand('fg:relation')}> <{expand('fg:concerns')}>" in line}
    ends = tuple(f"<{expand(name)}>" for name in ("fg:subject", "fg:object"))
    parts = (line.split(" ", 3) for line in quads)
    return len({part[2] for part in parts if part[1] in ends and part[0] not in about})


def seconds(python: str, script: str, files: list[str], repetitions: int) -> tuple[float, int, int]:
    """Return the median of the CPU seconds that a script prints, and the nodes and edges it found."""
    found = []
    for _ in range(repetitions):
        result = subprocess.run(
            [python, "-W", "ignore", "-c", script, *files],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=os.environ,
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
        quads = synthetic(arguments.triples)
        triples = dict.fromkeys(re.sub(r" <[^<>]*> \.$", " .", line) for line in quads)
        files = [str(Path(folder, name)) for name in ("all.nq", "all.nt")]
        for file, content in zip(files, (quads, triples), strict=True):
            Path(file).write_text("\n".join([*content, ""]), encoding="utf-8")
        contenders = {
            "`fingraph.to_networkx`": (sys.executable, FINGRAPH),
            "rdflib's helper, in rdflib's memory": (sys.executable, HELPER),
            "rdflib's helper, on Oxigraph": (sys.executable, HELPER_ON_OXIGRAPH),
            **({"kglab": (arguments.kglab_python, KGLAB)} if arguments.kglab_python else {}),
        }
        times = {name: seconds(*contender, files, arguments.repetitions) for name, contender in contenders.items()}
    items = linked_items(quads)
    own, found, _ = times["`fingraph.to_networkx`"]
    kept = found == items and times["rdflib's helper, in rdflib's memory"][0] >= BOUND * own
    lines = [
        "# Results of the projection",
        "",
        (
            f"Written by `python benchmarks/projection.py`: medians of {arguments.repetitions} runs, CPU seconds, "
            f"{len(quads):,} quads, {len(triples):,} distinct triples, whose links join {items:,} items: what the nodes must "
            f"be. Bound: {BOUND} times as long as `to_networkx`, with rdflib's memory; {'kept' if kept else 'MISSED'}."
        ),
        "",
        "| what | CPU s | times as long | nodes | edges |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {value:.3f} | {value / own:.1f} | {nodes:,} | {edges:,} |"
            for name, (value, nodes, edges) in times.items()
        ),
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    (HERE / "projection.md").write_text(text, encoding="utf-8")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
