"""The competency questions: right on data made for them, the same rows on Oxigraph and on plain rdflib, fast.

The expected rows on the built-in graph stand in ``tests/competency/``. They change when the data changes: look at the
difference after ``python tests/test_competency.py --write``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
import rdflib
from rdflib.query import ResultRow

from fingraph.assemble import assemble, read
from fingraph.location import open_store
from fingraph.model import ITEM_TABLES
from fingraph.namespaces import LAYERS, compress, layer_of, prefixes
from fingraph.query import named_queries, select
from fingraph.resources import resource_dir
from fingraph.store import FrozenStore, Store, Value, as_store, canonical, evaluate, graph_names, to_trig
from fingraph.tables import FACT_COLUMNS, ITEM_COLUMNS, LINK_COLUMNS, MENTION_COLUMNS, SENTENCE_COLUMNS, TREND_COLUMNS
from fingraph.validation import validate_dataset

if TYPE_CHECKING:
    from rdflib.term import Identifier

# rdflib's own TriG parser and its own GRAPH use what rdflib deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset.contexts is deprecated:DeprecationWarning"),
]

NAMES = tuple(named_queries())
GOLDEN = Path(__file__).parent / "competency"

SHARED_MACHINE = 4
"""How many times slower than the goal a measurement may be: others use the same processors."""

# --- Tables made for the questions: two small reports on ports, with rows that must be found and rows that must not ----

ITEMS = {
    "policies": "plan:document five:agenda norm:requirement bundle:group",
    "organisations": "office:regulator",
    "technologies": "ledger scanner robot lamp",
    "sectors": "shipping fishing mining harbour",
    "scenarios": "docking mooring",
    "practices": "audit",
    "challenges": "delay fog rust",
    "outcomes": "speed",
    "actors": "port crew",
    "data-resources": "cargo-list sea-chart",
}

SENTENCES = {
    "alpha": ("T01.H", "T01.S01", "T01.S02", "T02.H", "T02.S01", "T02.S02"),
    "beta": ("T01.H", "T01.S01", "T01.S02"),
}

# subject, relation, object, sentence, modality, by_actor, in_sector
LINKS = {
    "alpha": """
trend:alpha.T01 concerns tech:ledger T01.H forecast
policy:plan promotes sector:shipping T01.S01 encouraged actor:port
policy:plan promotes tech:ledger T01.S01 encouraged
policy:plan promotes tech:robot T01.S01 asserted
policy:plan guides practice:audit T01.S01 asserted
policy:norm requires practice:audit T01.S01 required actor:port sector:harbour
policy:bundle regulates actor:port T01.S01 asserted
actor:port implements policy:plan T01.S01 asserted
tech:ledger appliedIn scenario:docking T01.S02 asserted
scenario:docking scenarioOf sector:shipping T01.S02 asserted
scenario:mooring scenarioOf sector:shipping T01.S02 asserted
tech:scanner serves sector:shipping T01.S02 asserted
tech:scanner mitigates challenge:delay T01.S02 asserted
tech:ledger mitigates challenge:delay T01.S02 forecast
tech:ledger contributesTo outcome:speed T01.S02 asserted actor:port
tech:ledger dependsOn tech:scanner T01.S02 asserted
trend:alpha.T02 concerns tech:scanner T02.H forecast
actor:port faces challenge:fog T02.S01 asserted
actor:port faces challenge:delay T02.S01 asserted
actor:port adopts tech:robot T02.S01 asserted
actor:port provides practice:audit T02.S01 asserted
practice:audit serves actor:crew T02.S01 asserted
tech:scanner uses data:cargo-list T02.S01 asserted
practice:audit protects data:cargo-list T02.S01 asserted
tech:robot enables sector:fishing T02.S01 asserted
tech:robot partOf tech:scanner T02.S01 asserted
outcome:speed drives practice:audit T02.S01 asserted
outcome:speed drives policy:bundle T02.S01 asserted
outcome:speed drives data:cargo-list T02.S01 asserted
policy:bundle enables practice:audit T02.S01 asserted
actor:port guides actor:crew T02.S01 asserted
tech:scanner appliedIn sector:fishing T02.S01 asserted
practice:audit appliedIn scenario:mooring T02.S01 asserted
tech:robot provides outcome:speed T02.S01 asserted
""",
    "beta": """
trend:beta.T01 concerns tech:ledger T01.H forecast
policy:plan promotes tech:ledger T01.S01 asserted
tech:robot serves sector:shipping T01.S01 asserted
tech:ledger contributesTo outcome:speed T01.S01 asserted
tech:ledger contributesTo outcome:speed T01.S02 asserted
""",
}

FACTS = (
    ("policy:plan", "fg:issuedBy", "agent:office", "https://example.org/plan", "2025-01-02"),
    ("policy:plan", "fg:documentNumber", "7/2024", "https://example.org/plan", "2025-01-02"),
    ("policy:plan", "dcterms:issued", "2024-11-27", "https://example.org/plan", "2025-01-02"),
    ("policy:plan", "dcterms:issued", "2024-11-27", "https://example.org/second", "2025-01-03"),
    ("policy:five", "fg:hasFocus", "sector:shipping", "https://example.org/five", "2025-01-02"),
    ("agent:office", "dcterms:issued", "1990-01-01", "https://example.org/office", "2025-01-02"),
    ("policy:norm", "dcterms:valid", "2025-02-01", "https://example.org/norm", "2025-03-02"),
    ("policy:norm", "fg:carriesOut", "policy:plan", "https://example.org/speech", "2025-03-02"),
    ("policy:bundle", "dcterms:replaces", "policy:norm", "https://example.org/undated", "2025-03-02"),
)


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def write_tables(data: Path) -> None:
    for table in ITEM_TABLES:
        kinds = [entry.partition(":")[::2] for entry in ITEMS[table.stem].split()]
        cells = [
            [f"{table.prefix}:{name}", kind, name, f"名{name}", f"{name} again", "", "", "", ""] for name, kind in kinds
        ]
        if "" in table.kinds:
            write_csv(data / "concepts" / f"{table.stem}.csv", ITEM_COLUMNS, [[row[0], *row[2:]] for row in cells])
        else:
            write_csv(data / "concepts" / f"{table.stem}.csv", (ITEM_COLUMNS[0], "kind", *ITEM_COLUMNS[1:]), cells)
    for report in SENTENCES:
        write_report(data / "reports" / report, report)
    write_csv(data / "facts" / "policies.csv", FACT_COLUMNS, FACTS)


def write_report(folder: Path, report: str) -> None:
    digests = {sentence: hashlib.sha256(f"{report} {sentence}".encode()).hexdigest() for sentence in SENTENCES[report]}
    write_csv(
        folder / "sentences.csv",
        SENTENCE_COLUMNS,
        [(name, 10 * i, 10 * i + 9, digest, digest) for i, (name, digest) in enumerate(digests.items())],
    )
    headings = [name for name in digests if name.endswith("H")]
    write_csv(folder / "trends.csv", TREND_COLUMNS, [(int(h[1:3]), f"{report} {h}", f"势{h}", h) for h in headings])
    mentions = [("T02.S02", "tech:lamp", "name", 51, 55), ("T02.S02", "tech:robot", "anaphor", "", "")]
    write_csv(folder / "mentions.csv", MENTION_COLUMNS, mentions if report == "alpha" else [])
    rows = []
    for line in LINKS[report].split("\n")[1:-1]:
        subject, relation, obj, sentence, modality, *more = line.split()
        actor, sector = [*more, "", ""][:2]
        basis = "heading" if sentence.endswith("H") else "explicit"
        rows.append((subject, f"fg:{relation}", obj, sentence, modality, basis, sector, "", actor, ""))
    write_csv(folder / "links.csv", LINK_COLUMNS, rows)
    texts = "".join(f'{key} = "{report}"\n' for key in ("title_en", "title_zh", "creator", "publisher", "rights"))
    rendition = f'[rendition]\nsha256 = "{hashlib.sha256(report.encode()).hexdigest()}"\nlength = 100\n'
    (folder / "report.toml").write_text(f'{texts}language = "en"\n{rendition}', encoding="utf-8")


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> rdflib.Dataset:
    data = tmp_path_factory.mktemp("ports") / "data"
    write_tables(data)
    ontology = resource_dir("ontology")
    return assemble(read(data, ontology), ontology)


# --- Running a question on either engine ------------------------------------------------------------------------------


def plain_datasets(store: Store | FrozenStore) -> dict[tuple[str, ...], rdflib.Dataset]:
    """Return for each set of layers that a question reads an rdflib.Dataset in memory of the graphs visible then."""
    found = {}
    for layers in {query.layers for query in named_queries().values()}:
        visible = [name for name in graph_names(store) if layer_of(name) in ("stated", *layers)]
        found[layers] = rdflib.Dataset(default_union=True)
        found[layers].parse(data=to_trig(canonical(store, visible)), format="trig")
    return found


def plain(term: Identifier | None) -> Value:
    """Return an rdflib term as :func:`fingraph.store.to_python` returns Oxigraph's."""
    if isinstance(term, rdflib.URIRef):
        return compress(str(term))
    if isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.integer:
        return int(term)
    return None if term is None else str(term)


def plain_rows(name: str, datasets: Mapping[tuple[str, ...], rdflib.Dataset]) -> list[tuple[Value, ...]]:
    query = named_queries()[name]
    rows = []
    for row in datasets[query.layers].query(query.text):
        assert isinstance(row, ResultRow)
        rows.append(tuple(map(plain, row)))
    return rows


@pytest.fixture(scope="module")
def plain_builtin() -> dict[tuple[str, ...], rdflib.Dataset]:
    return plain_datasets(open_store())


@pytest.fixture(scope="module")
def plain_ports(ports: rdflib.Dataset) -> dict[tuple[str, ...], rdflib.Dataset]:
    return plain_datasets(as_store(ports))


@cache
def builtin_csv(name: str) -> str:
    rows = select(name)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([rows.columns, *rows])
    return text.getvalue()


def order_variables(text: str) -> list[str]:
    return re.findall(r"\?(\w+)", text.rpartition("ORDER BY")[2])


def answers(
    ports: rdflib.Dataset, name: str, columns: str, params: Mapping[str, str] | None = None
) -> list[tuple[Value, ...]]:
    """Return some columns of a question's rows on the small tables."""
    full = next(full for full in NAMES if full.startswith(name))
    rows = select(full, params=params, dataset=ports).to_dicts()
    return [tuple(row[column] for column in columns.split()) for row in rows]


# --- Every question ---------------------------------------------------------------------------------------------------


def test_questions_are_numbered_without_gap() -> None:
    assert [name[:4] for name in NAMES] == [f"cq{number:02d}" for number in range(1, len(NAMES) + 1)]
    assert all(re.fullmatch(r"cq\d\d(-[a-z]+)+", name) for name in NAMES)


def test_expected_rows_belong_to_questions() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_question_is_asked_in_both_languages_and_reads_known_layers(name: str) -> None:
    query = named_queries()[name]
    assert re.match("[A-Z][a-z]", query.title_en)
    assert re.search("[\u4e00-\u9fff]", query.title_zh)
    assert set(query.layers) <= set(LAYERS)


def test_titles_differ() -> None:
    for titles in ({q.title_en for q in named_queries().values()}, {q.title_zh for q in named_queries().values()}):
        assert len(titles) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_question_declares_exactly_the_prefixes_it_uses_and_runs_by_itself(name: str) -> None:
    text = named_queries()[name].text
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", text, re.MULTILINE))
    body = text[text.index("SELECT") :]
    assert declared == {prefix: prefixes()[prefix] for prefix in declared}
    assert set(declared) == {prefix for prefix in prefixes() if re.search(rf"(?<!\w){prefix}:\w", body)}
    pyoxigraph.Store().query(text)


@pytest.mark.parametrize("name", NAMES)
def test_builtin_graph_gives_the_expected_rows(name: str) -> None:
    expected = (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")
    assert builtin_csv(name) == expected, "if the data was changed on purpose: python tests/test_competency.py --write"


@pytest.mark.parametrize("name", NAMES)
def test_plain_rdflib_gives_the_same_rows_in_the_same_order(
    name: str,
    plain_builtin: dict[tuple[str, ...], rdflib.Dataset],
    cpu_seconds: Callable[[Callable[[], object]], float],
) -> None:
    rows: list[tuple[Value, ...]] = []
    assert cpu_seconds(lambda: rows.extend(plain_rows(name, plain_builtin))) < 1 * SHARED_MACHINE
    assert rows == list(select(name))


@pytest.mark.parametrize("name", NAMES)
def test_plain_rdflib_agrees_on_two_reports_and_no_question_is_empty_there(
    name: str, ports: rdflib.Dataset, plain_ports: dict[tuple[str, ...], rdflib.Dataset]
) -> None:
    rows = list(select(name, dataset=ports))
    assert rows
    assert plain_rows(name, plain_ports) == rows


@pytest.mark.parametrize("name", NAMES)
def test_order_is_total_and_by_columns_that_are_shown(name: str, ports: rdflib.Dataset) -> None:
    variables = order_variables(named_queries()[name].text)
    for rows in (select(name), select(name, dataset=ports)):
        keys = [tuple(row[variable] for variable in variables) for row in rows.to_dicts()]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_leaves_exactly_the_rows_with_its_value(name: str, ports: rdflib.Dataset) -> None:
    rows = select(name, dataset=ports)
    for i, column in enumerate(rows.columns):
        values = {row[i] for row in rows if re.match(r"[a-z]+:[\w.-]+$", str(row[i]))}
        for value in sorted(map(str, values)):
            narrowed = select(name, params={column: value}, dataset=ports)
            assert list(narrowed) == [row for row in rows if row[i] == value], f"-p {column} {value}"


def test_all_questions_together_take_less_than_half_a_second(
    cpu_seconds: Callable[[Callable[[], object]], float],
) -> None:
    from fingraph.query import request

    store = open_store()
    requests = [request(store, query.text, layers=query.layers) for query in named_queries().values()]
    assert cpu_seconds(lambda: [evaluate(store, wanted) for wanted in requests]) < 0.5 * SHARED_MACHINE


# --- Right answers on the small tables --------------------------------------------------------------------------------


def test_small_tables_conform_to_the_shapes(ports: rdflib.Dataset) -> None:
    assert list(map(str, validate_dataset(ports))) == []


def test_technologies_of_a_trend_are_counted_by_sentences_of_that_trend(ports: rdflib.Dataset) -> None:
    rows = answers(ports, "cq01", "technology sentences", {"trend": "trend:alpha.T01"})
    assert rows == [("tech:ledger", 3), ("tech:robot", 1), ("tech:scanner", 1)]


def test_only_technologies_of_more_than_one_trend_are_in_several(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq02", "technology trends trend") == [
        ("tech:robot", 3, "trend:alpha.T01"),
        ("tech:robot", 3, "trend:alpha.T02"),
        ("tech:robot", 3, "trend:beta.T01"),
        ("tech:ledger", 2, "trend:alpha.T01"),
        ("tech:ledger", 2, "trend:beta.T01"),
        ("tech:scanner", 2, "trend:alpha.T01"),
        ("tech:scanner", 2, "trend:alpha.T02"),
    ]


def test_each_policy_that_a_report_names_has_its_kind_in_both_languages(ports: rdflib.Dataset) -> None:
    # policy:five is known from facts alone
    assert set(answers(ports, "cq03", "policy kind_en kind_zh")) == {
        ("policy:plan", "policy document", "政策文件"),
        ("policy:norm", "policy requirement", "政策要求"),
        ("policy:bundle", "policy group", "政策群"),
    }


def test_policy_statements_include_who_implements_a_policy_and_both_reports(ports: rdflib.Dataset) -> None:
    rows = answers(ports, "cq04", "subject relation object modality", {"policy": "policy:plan"})
    assert rows[:2] == [
        ("policy:plan", "fg:guides", "practice:audit", "code:asserted"),
        ("actor:port", "fg:implements", "policy:plan", "code:asserted"),
    ]
    assert sorted(rows[2:], key=str) == [
        ("policy:plan", "fg:promotes", "sector:shipping", "code:encouraged"),
        ("policy:plan", "fg:promotes", "tech:ledger", "code:asserted"),
        ("policy:plan", "fg:promotes", "tech:ledger", "code:encouraged"),
        ("policy:plan", "fg:promotes", "tech:robot", "code:asserted"),
    ]


def test_policy_statements_leave_out_other_relations_and_other_subjects(ports: rdflib.Dataset) -> None:
    rows = answers(ports, "cq04", "policy relation object")
    assert [row for row in rows if row[0] != "policy:plan"] == [
        ("policy:bundle", "fg:regulates", "actor:port"),
        ("policy:norm", "fg:requires", "practice:audit"),
    ]


def test_sector_that_only_another_report_could_join_is_no_alignment(ports: rdflib.Dataset) -> None:
    rows = answers(ports, "cq26", "policy sector technology policy_sentence technology_relation technology_sentence")
    assert rows == [
        ("policy:plan", "sector:shipping", "tech:ledger", "T01.S01", "fg:appliedIn", "T01.S02"),
        ("policy:plan", "sector:shipping", "tech:scanner", "T01.S01", "fg:serves", "T01.S02"),
    ]


def test_only_stated_links_count_as_direct_links_of_policy_and_technology(ports: rdflib.Dataset) -> None:
    assert set(answers(ports, "cq05", "policy technology")) == {
        ("policy:plan", "tech:ledger"),
        ("policy:plan", "tech:robot"),
    }


def test_technologies_by_sector_are_stated_ones_with_their_sentences(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq06", "sector technology relation sentence") == [
        ("sector:fishing", "tech:robot", "fg:enables", "T02.S01"),
        ("sector:fishing", "tech:scanner", "fg:appliedIn", "T02.S01"),
        ("sector:shipping", "tech:robot", "fg:serves", "T01.S01"),
        ("sector:shipping", "tech:scanner", "fg:serves", "T01.S02"),
    ]


def test_scenario_without_technology_is_kept(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq07", "sector scenario technology technology_en") == [
        ("sector:shipping", "scenario:docking", "tech:ledger", "ledger"),
        ("sector:shipping", "scenario:mooring", None, None),
    ]


def test_sector_reached_by_link_by_qualifier_or_by_rule_is_not_listed(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq08", "sector sector_en sector_zh") == [("sector:mining", "mining", "名mining")]


def test_mitigated_challenge_names_every_remedy(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq09", "challenge remedy modality") == [
        ("challenge:delay", "tech:ledger", "code:forecast"),
        ("challenge:delay", "tech:scanner", "code:asserted"),
    ]


def test_challenge_without_remedy_is_listed_whether_or_not_someone_faces_it(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq10", "challenge facing sentence") == [
        ("challenge:fog", "actor:port", "T02.S01"),
        ("challenge:rust", None, None),
    ]


def test_only_actors_adopt_and_provide(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq12", "actor relation thing") == [
        ("actor:port", "fg:adopts", "tech:robot"),
        ("actor:port", "fg:provides", "practice:audit"),
    ]


def test_dependencies_parts_drivers_and_enablers(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq15", "subject relation object") == [
        ("tech:ledger", "fg:dependsOn", "tech:scanner"),
        ("tech:robot", "fg:partOf", "tech:scanner"),
        ("tech:scanner", "fg:uses", "data:cargo-list"),
    ]
    assert answers(ports, "cq16", "subject relation object") == [
        ("outcome:speed", "fg:drives", "data:cargo-list"),
        ("outcome:speed", "fg:drives", "policy:bundle"),
        ("outcome:speed", "fg:drives", "practice:audit"),
        ("policy:bundle", "fg:enables", "practice:audit"),
        ("tech:robot", "fg:enables", "sector:fishing"),
    ]


def test_outcome_names_what_contributes_in_each_sentence_and_who_applies_it(ports: rdflib.Dataset) -> None:
    rows = answers(ports, "cq11", "outcome contributor sentence actor actor_en")
    assert sorted(rows, key=str) == [
        ("outcome:speed", "tech:ledger", "T01.S01", None, None),
        ("outcome:speed", "tech:ledger", "T01.S02", "actor:port", "port"),
        ("outcome:speed", "tech:ledger", "T01.S02", None, None),
    ]


def test_service_names_its_provider_where_there_is_one(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq13", "beneficiary service provider") == [
        ("actor:crew", "practice:audit", "actor:port"),
        ("sector:shipping", "tech:robot", None),
        ("sector:shipping", "tech:scanner", None),
    ]


def test_data_resource_that_nothing_uses_is_kept(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq14", "data relation subject") == [
        ("data:cargo-list", "fg:protects", "practice:audit"),
        ("data:cargo-list", "fg:uses", "tech:scanner"),
        ("data:sea-chart", None, None),
    ]


def test_modalities_are_counted_for_each_trend(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq17", "trend required encouraged forecast asserted") == [
        ("trend:alpha.T01", 1, 2, 2, 11),
        ("trend:alpha.T02", 0, 0, 1, 17),
        ("trend:beta.T01", 0, 0, 1, 4),
    ]


def test_required_links_come_first_and_name_who_is_to_act(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq18", "modality subject object actor") == [
        ("code:required", "policy:norm", "practice:audit", "actor:port"),
        ("code:encouraged", "policy:plan", "sector:shipping", "actor:port"),
        ("code:encouraged", "policy:plan", "tech:ledger", None),
    ]


def test_a_name_in_one_language_leads_to_the_item_and_its_names_in_both(ports: rdflib.Dataset) -> None:
    found = answers(ports, "cq19", "item item_en class language", {"name": "名robot"})
    assert found == [("tech:robot", "robot", "fg:Technology", "zh-hans")]
    assert answers(ports, "cq19", "name language kind", {"item": "tech:robot"}) == [
        ("robot", "en", "skos:prefLabel"),
        ("名robot", "zh-hans", "skos:prefLabel"),
        ("robot again", "en", "skos:altLabel"),
    ]


def test_evidence_of_one_link_has_sentence_offsets_and_digests(ports: rdflib.Dataset) -> None:
    key = hashlib.sha256(b"tech:robot|fg:enables|sector:fishing|T02.S01").hexdigest()[:12]
    columns = "sentence start end span_digest rendition_digest rendition"
    assert answers(ports, "cq21", columns, {"link": f"link:alpha.{key}"}) == [
        (
            "T02.S01", 40, 49,
            f"sha256:{hashlib.sha256(b'alpha T02.S01').hexdigest()}",
            f"sha256:{hashlib.sha256(b'alpha').hexdigest()}",
            "doc:alpha.r1",
        )
    ]  # fmt: skip


def test_links_of_one_sentence_of_one_report(ports: rdflib.Dataset) -> None:
    rows = answers(ports, "cq22", "subject relation object sector actor", {"evidence": "ev:alpha.T01.S01"})
    assert len(rows) == 7
    assert ("policy:norm", "fg:requires", "practice:audit", "sector:harbour", "actor:port") in rows
    assert len(answers(ports, "cq22", "link", {"sentence": "T01.S01"})) == 7 + 3


def test_sentences_and_items_without_links(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq23", "evidence start end") == [("ev:alpha.T02.S02", 50, 59)]
    assert answers(ports, "cq24", "item evidence") == [("tech:lamp", "ev:alpha.T02.S02")]


def test_inferred_chain_names_each_premise_and_its_rule(ports: rdflib.Dataset) -> None:
    columns = "subject relation object premise_subject premise_relation premise_object"
    assert answers(ports, "cq25", columns, {"rule": "code:remedy"}) == [
        ("policy:plan", "fg:helpsAgainst", "challenge:delay", *premise)
        for premise in sorted(
            [
                ("policy:plan", "fg:promotes", "tech:ledger"),
                ("tech:ledger", "fg:mitigates", "challenge:delay"),
            ],
            key=lambda premise: link_digest(*premise, {"fg:promotes": "T01.S01"}.get(premise[1], "T01.S02")),
        )
    ]
    assert {row[:3] for row in answers(ports, "cq25", columns)} == {
        ("policy:plan", "fg:helpsAgainst", "challenge:delay"),
        ("policy:plan", "fg:reaches", "scenario:docking"),
        ("policy:plan", "fg:reaches", "sector:shipping"),
        ("policy:plan", "fg:reaches", "sector:fishing"),
        ("policy:plan", "fg:alignedTechnology", "tech:ledger"),
        ("policy:plan", "fg:alignedTechnology", "tech:scanner"),
        ("tech:ledger", "fg:appliedIn", "sector:shipping"),
        ("practice:audit", "fg:appliedIn", "sector:shipping"),
    }


def link_digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def test_outside_facts_come_with_the_source_of_each(ports: rdflib.Dataset) -> None:
    assert sorted(answers(ports, "cq27", "policy fact value value_en value_class source retrieved"), key=str) == [
        (
            "policy:bundle",
            "dcterms:replaces",
            "policy:norm",
            "norm",
            "fg:Policy",
            "https://example.org/undated",
            "2025-03-02",
        ),
        (
            "policy:five",
            "fg:hasFocus",
            "sector:shipping",
            "shipping",
            "fg:Sector",
            "https://example.org/five",
            "2025-01-02",
        ),
        ("policy:norm", "dcterms:valid", "2025-02-01", None, None, "https://example.org/norm", "2025-03-02"),
        (
            "policy:norm",
            "fg:carriesOut",
            "policy:plan",
            "plan",
            "fg:Policy",
            "https://example.org/speech",
            "2025-03-02",
        ),
        ("policy:plan", "dcterms:issued", "2024-11-27", None, None, "https://example.org/plan", "2025-01-02"),
        ("policy:plan", "dcterms:issued", "2024-11-27", None, None, "https://example.org/second", "2025-01-03"),
        ("policy:plan", "fg:documentNumber", "7/2024", None, None, "https://example.org/plan", "2025-01-02"),
        (
            "policy:plan",
            "fg:issuedBy",
            "agent:office",
            "office",
            "fg:Regulator",
            "https://example.org/plan",
            "2025-01-02",
        ),
    ]


def test_timeline_tells_in_order_what_policies_of_a_date_carry_out_or_replace(ports: rdflib.Dataset) -> None:
    assert answers(ports, "cq31", "date event policy follows former former_zh source follows_source") == [
        ("2024-11-27", "dcterms:issued", "policy:plan", None, None, None, "https://example.org/plan", None),
        ("2024-11-27", "dcterms:issued", "policy:plan", None, None, None, "https://example.org/second", None),
        (
            "2025-02-01",
            "dcterms:valid",
            "policy:norm",
            "fg:carriesOut",
            "policy:plan",
            "名plan",
            "https://example.org/norm",
            "https://example.org/speech",
        ),
    ]


def test_catalogue_lists_every_graph_but_itself_with_a_licence(ports: rdflib.Dataset) -> None:
    rows = answers(ports, "cq29", "graph triples licence")
    local = ["alpha", "alpha-inferred", "beta", "concepts", "facts", "ontology"]
    assert [row[0] for row in rows] == [f"graph:{name}" for name in local]
    assert all(
        isinstance(row[1], int) and row[1] > 0 and str(row[2]).startswith("https://creativecommons") for row in rows
    )


def test_support_is_the_number_of_sentences_in_each_report(ports: rdflib.Dataset) -> None:
    rows = answers(ports, "cq30", "subject object sentences report")
    assert rows[0] == ("tech:ledger", "outcome:speed", 2, "graph:beta")
    assert ("tech:ledger", "outcome:speed", 1, "graph:alpha") in rows
    assert ("policy:plan", "tech:ledger", 1, "graph:alpha") in rows
    assert ("policy:plan", "tech:ledger", 1, "graph:beta") in rows


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/test_competency.py --write")
    GOLDEN.mkdir(exist_ok=True)
    for former in GOLDEN.glob("*.csv"):
        former.unlink()
    for question in NAMES:
        (GOLDEN / f"{question}.csv").write_text(builtin_csv(question), encoding="utf-8", newline="")
