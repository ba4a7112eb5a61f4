"""The pages: to ask, and of each item; in English and Chinese, with scripts that are allowed by their digests alone."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fingraph.explorer.bundle import policy, script_of
from fingraph.namespaces import LAYERS, base, prefixes
from fingraph.query import named_queries
from fingraph.server.content import Content

if TYPE_CHECKING:
    import jinja2

FIRST = """SELECT ?technology ?label (COUNT(?link) AS ?links) WHERE {
  ?link fg:object ?technology .
  ?technology a fg:Technology ; skos:prefLabel ?label FILTER(LANG(?label) = "zh-hans")
} GROUP BY ?technology ?label ORDER BY DESC(?links) LIMIT 20
"""
"""The query that the page opens with."""
ITEM_PATH = r"(?!(?:query|sparql|healthz)$)(?!.*\.(?:ttl|jsonld|nt)$)(?!(?:.*/)?\.\.?(?:/|$))[\w.~-]+(?:/[\w.~-]+)*"
"""Of an item's page, for the page's script as well: neither another page, nor one in another format, nor a step that a browser
resolves."""


def is_item_path(path: str) -> bool:
    """Return whether a path is that of an item's page.

    Parameters
    ----------
    path
        Without the slash before it.

    Returns
    -------
    bool
        Whatever the graph knows.

    Examples
    --------
    >>> [
    ...     is_item_path(path)
    ...     for path in ("tech/large-model", "/evil.example", "tech/x?y=1", "tech/../query", "sparql", "x.ttl")
    ... ]
    [True, False, False, False, False, False]
    """
    return re.fullmatch(ITEM_PATH, path, re.ASCII) is not None


def language_of(asked: str, accepted: str) -> str:
    """Return the language of a page: the one asked for, else the reader's first.

    Parameters
    ----------
    asked
        ``en``, ``zh``, or anything else for none.
    accepted
        The header ``Accept-Language``.

    Returns
    -------
    str
        ``en`` or ``zh``.

    Examples
    --------
    >>> language_of("", "zh-CN,zh;q=0.9,en;q=0.8"), language_of("en", "zh")
    ('zh', 'en')
    """
    if asked in ("en", "zh"):
        return asked
    return "zh" if accepted.strip().lower().startswith("zh") else "en"


@cache
def query_page(language: str) -> Content:
    """Return the page to ask, in a language, as HTML."""
    questions = named_queries()
    content = {
        "base": base(),
        "item": ITEM_PATH,
        "language": language,
        "prefixes": prefixes(),
        "questions": {name: asdict(named) for name, named in questions.items()},
        "text": FIRST,
    }
    page = _rendered(
        "query.html",
        language=language,
        title="查询" if language == "zh" else "Query",
        questions=questions.values(),
        prefixes=prefixes(),
        layers=dict(zip(LAYERS, ("推断", "外部事实", "映射", "本体"), strict=True)),
        content=_data(content),
        script=_safe(script_of("fingraph.server")),
    )
    return Content(page)


def item_page(language: str, title: str, **content: Any) -> bytes:  # noqa: ANN401 - what the template shows
    """Return the page of an item as HTML."""
    return _rendered("item.html", language=language, title=title, **content)


@cache
def page_policy() -> str:
    """Return the content security policy of the pages: their own script and style, and requests to this server."""
    return f"{policy(_asset('site.css'), script_of('fingraph.server'))}; connect-src 'self'; frame-ancestors 'none'"


def _rendered(template: str, **content: Any) -> bytes:  # noqa: ANN401
    return _environment().get_template(template).render(css=_safe(_asset("site.css")), **content).encode()


def _data(content: object) -> Any:  # noqa: ANN401 - Markup, which is known only when it is imported
    return _safe(json.dumps(content, ensure_ascii=False).replace("<", "\\u003c"))


def _safe(text: str) -> Any:  # noqa: ANN401
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - our own files, and data in which no element can end


@cache
def _asset(name: str) -> str:
    return files("fingraph.server").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader("fingraph.server", "assets"), autoescape=True, undefined=StrictUndefined)
