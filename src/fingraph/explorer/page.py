"""The page: pyvis's network under a template of ours."""

from __future__ import annotations

import os
import re
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pyvis.network import Network

from fingraph.cycles import collection_put_off
from fingraph.errors import OutputError
from fingraph.explorer.bundle import engine, page_style, policy, script_of
from fingraph.explorer.chunks import packed, unpacked
from fingraph.explorer.foreign import graph_of
from fingraph.explorer.overview import LARGEST, overview, parted, picture
from fingraph.explorer.payload import Content, Highlight, payload
from fingraph.explorer.snapshot import snapshot
from fingraph.explorer.values import text
from fingraph.layout import laid_out
from fingraph.output import replaced_file
from fingraph.projection.details import Details
from fingraph.terminal import printable

if TYPE_CHECKING:
    import jinja2
    import networkx as nx

    from fingraph.layout import Layout
    from fingraph.ranking import Ranking

LANGUAGES = ("", "en", "zh")
DATA = "data"
"""Name of the chunk that the page reads first."""


class GraphPage(Network):  # type: ignore[misc]
    """A pyvis network that is written as one offline page, and shows any graph.

    What is added with pyvis's own ``add_node`` and ``add_edge`` stands on the page too.

    Parameters
    ----------
    graph
        Any networkx graph, such as :func:`fingraph.to_networkx` gives; None for one that is made with pyvis's methods. Labels
        are ``label_en`` and ``label_zh``, else ``label``, else the node; classes are ``item_class``.
    title
        Heading of the page.
    language
        ``en``, ``zh``, or empty for the reader's.
    details
        What :func:`fingraph.read_details` knows of items and sentences.
    rankings
        Measure → what :func:`fingraph.rank` gave.
    highlight
        Nodes to mark, and why.
    previous
        Node → its place on a former page, in pixels, which it keeps.
    coverage
        What :func:`fingraph.coverage.page_records` gives of the reports; empty for a page without that panel.
    asking
        Where the graph can be asked, for a page that a server sends beside that one; empty for a file, which has no such link.

    Raises
    ------
    OutputError
        If there is no such language.

    Examples
    --------
    >>> page = GraphPage(title="Two")
    >>> page.add_node("a", label="plan")
    >>> page.add_node("b", label="law")
    >>> page.add_edge("a", "b")
    >>> "<title>Two</title>" in page.generate_html()
    True
    """

    def __init__(  # noqa: PLR0913 - one parameter for each thing that the page can say
        self,
        graph: nx.Graph[Any] | None = None,
        *,
        title: str = "fingraph",
        language: str = "",
        details: Details | None = None,
        rankings: Mapping[str, Ranking] | None = None,
        highlight: Highlight | None = None,
        previous: Mapping[Any, tuple[float, float]] | None = None,
        coverage: Sequence[Mapping[str, Any]] = (),
        asking: str = "",
    ) -> None:
        if language not in LANGUAGES:
            raise OutputError(f"unknown language {language!r}; use en, zh, or leave it out for the reader's own")
        super().__init__(directed=graph is None or graph.is_directed(), cdn_resources="in_line", heading=title)
        self.graph = graph
        self.previous = previous
        self.asking = asking
        self.content = Content(title, language, details or Details(), rankings or {}, highlight, coverage)

    @classmethod
    def from_pyvis(cls, network: Network, *, title: str = "", language: str = "") -> Self:
        """Return the page of a network that was made with pyvis.

        Parameters
        ----------
        network
            Its nodes, edges, labels and colours are taken, titles as text; places are computed, options left out.
        title
            Heading; that of the network, if it has one, by default.
        language
            ``en``, ``zh``, or empty for the reader's.

        Returns
        -------
        GraphPage
            A page of its own.

        Raises
        ------
        OutputError
            If it is no pyvis network.
        """
        return cls(graph_of(network), title=title or getattr(network, "heading", "") or "pyvis", language=language)

    def generate_html(self, *_: object, **__: object) -> str:
        """Return the page; what pyvis takes as arguments has no meaning here."""
        graph = self._whole()
        layout = laid_out(graph, self.previous)
        with collection_put_off():
            return self._page(graph, layout)

    def _page(self, graph: nx.Graph[Any], layout: Layout) -> str:
        large = len(graph) > LARGEST
        data = payload(graph, parted(layout) if large else layout, self.content)
        counts = {"nodes": len(data["nodes"]), "edges": len(data["edges"])}
        said = _said(data["title"], data["language"], counts)
        if large:
            data, chunks = overview(data)
            drawn = snapshot(*picture(data["overview"]), title=said)
        else:
            drawn, chunks = snapshot(_looking(data), _lined(data), said), {}
        return _rendered(data, {DATA: packed(data), **chunks}, drawn, {**counts, "asking": self.asking})

    def write_html(self, name: str | os.PathLike[str], *_: object, open_browser: bool = False, **__: object) -> None:
        """Write the page beside and rename it, so that a former one stays whole until then.

        Parameters
        ----------
        name
            File in a folder that exists.
        open_browser
            Whether to show it as well. The other arguments of pyvis have no meaning here.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        path = Path(name)
        content = self.generate_html().encode()
        try:
            with replaced_file(path) as file:
                file.write(content)
        except OSError as error:
            raise OutputError(f"cannot write {str(path)!r}: {error.strerror or error}; choose another file") from error
        if open_browser:
            _open(path)

    def show(self, name: str | os.PathLike[str] = "", *_: object, **__: object) -> None:
        """Write the page, to a folder for passing things if no name is given, and open it in the browser."""
        path = Path(name) if name else Path(tempfile.mkdtemp(prefix="fingraph-"), "graph.html")
        self.write_html(path, open_browser=True)

    def _repr_html_(self) -> str:
        """Return the page in a frame that lets it run by itself alone."""
        return (
            f'<iframe title="{escape(printable(self.content.title))}" width="100%" height="640" frameborder="0" '
            f'sandbox="allow-scripts allow-downloads" srcdoc="{escape(self.generate_html())}"></iframe>'
        )

    def _whole(self) -> nx.Graph[Any]:
        """Return the graph with what was added by pyvis's methods."""
        if self.graph is not None and not self.nodes:
            return self.graph
        added = graph_of(self)
        if self.graph is None:
            return added
        import networkx as nx

        return nx.compose(type(added)(self.graph), added)


def render_html(graph: nx.Graph[Any], **options: Any) -> str:  # noqa: ANN401 - those of GraphPage
    """Return a page that shows a graph, needs no network and is the same for the same graph.

    Parameters
    ----------
    graph
        Any networkx graph.
    **options
        Those of :class:`GraphPage`: ``title``, ``language``, ``details``, ``rankings``, ``highlight``, ``previous``,
        ``coverage``, ``asking``.

    Returns
    -------
    str
        HTML with everything in line.

    Examples
    --------
    >>> import networkx as nx
    >>> "<title>Empty &amp; small</title>" in render_html(nx.MultiDiGraph(), title="Empty & small")
    True
    """
    return str(GraphPage(graph, **options).generate_html())


def write_html(graph: nx.Graph[Any], path: str | os.PathLike[str], **options: Any) -> None:  # noqa: ANN401
    """Write the page of a graph.

    Parameters
    ----------
    graph
        Any networkx graph.
    path
        File in a folder that exists; a former one is replaced.
    **options
        Those of :class:`GraphPage`.
    """
    GraphPage(graph, **options).write_html(path)


def from_pyvis(network: Network, *, title: str = "", language: str = "") -> GraphPage:
    """Return the page of a network that was made with pyvis; see :meth:`GraphPage.from_pyvis`."""
    return GraphPage.from_pyvis(network, title=title, language=language)


def read_places(path: str | os.PathLike[str]) -> dict[str, tuple[int, int]]:
    """Read where the nodes of a page stand, so that a new page can keep their places.

    Parameters
    ----------
    path
        A page that this version wrote; one that opens on communities has no places of nodes.

    Returns
    -------
    dict
        Id of a node → pixels: what :class:`GraphPage` takes as ``previous`` if nodes are texts.

    Raises
    ------
    OutputError
        If it is no such page.
    """
    try:
        content = Path(path).read_text(encoding="utf-8")
        found = re.search(rf'<script type="text/plain" id="chunk-{DATA}">([A-Za-z0-9+/=]+)</script>', content)
        data = unpacked(found[1]) if found else {}
        return {str(node["id"]): (int(node["x"]), int(node["y"])) for node in data["nodes"]}
    except OSError as error:
        raise OutputError(f"cannot read {str(path)!r}: {error.strerror}; give a page that fingraph wrote") from error
    except (KeyError, TypeError, ValueError, EOFError, zlib.error) as error:
        raise OutputError(f"{str(path)!r} is no page of fingraph; give one that fingraph html wrote") from error


def _looking(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return nodes with the looks of their classes."""
    looks = {found["id"]: found for found in data["classes"]}
    return [{**node, "look": looks[node["class"]]} for node in data["nodes"]]


def _lined(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return edges with the looks of the sides of a comparison, where it is one."""
    looks = {report["id"]: report for report in data["reports"] if "colour" in report}
    return [{**edge, "line": looks.get(edge["report"])} for edge in data["edges"]]


def _said(title: str, language: str, counts: Mapping[str, int]) -> str:
    if language == "zh":
        return f"{title}：{counts['nodes']}个条目，{counts['edges']}条关联"
    return f"{title}: {counts['nodes']} items, {counts['edges']} links"


def _rendered(data: Mapping[str, Any], chunks: Mapping[str, str], drawn: str, more: Mapping[str, Any]) -> str:
    from markupsafe import Markup

    style, script, library = page_style(), script_of("fingraph.explorer"), engine()
    html = (
        _environment()
        .get_template("page.html")
        .render(
            title=printable(data["title"]),
            summary=printable(data["summary"]["zh" if data["language"] == "zh" else "en"]),
            language=data["language"],
            csp=policy(style, library, script),
            css=Markup(style),  # noqa: S704 - our own files
            engine=Markup(library),  # noqa: S704 - pyvis's own file, of which we know the digest
            script=Markup(script),  # noqa: S704 - our own files
            snapshot=Markup(drawn),  # noqa: S704 - escaped
            chunks=chunks,
            **more,
        )
    )
    return text(html)


@cache
def _environment() -> jinja2.Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader("fingraph.explorer", "assets"), autoescape=True, undefined=StrictUndefined)


def _open(path: Path) -> None:
    import webbrowser

    webbrowser.open(path.resolve().as_uri())
