"""The modules of the page as one script, and its style sheets as one."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from fingraph.errors import OutputError

ENTRY = "main"
STYLES = ("base", "panels", "views", "print")
"""Style sheets, later ones overrule earlier ones."""

IMPORT = re.compile(r'^import .* from "(?:\.|\.\./\.\./explorer/assets)/([a-z-]+)\.js";$\n?', re.MULTILINE)
"""Of a module beside, or of one of the page."""
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) ([\w$]+)", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)?[ \t]*\n", re.MULTILINE | re.DOTALL)
"""Whole lines that a browser does not need: comments and empty ones. No module has a text that goes over several lines."""

VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"
VIS_DIGEST = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
"""SHA-256 of the file that pyvis brings, as it was when the page was tested with it."""


def bundled(modules: Mapping[str, str]) -> str:
    """Join ES modules into one script, those that others need first.

    Parameters
    ----------
    modules
        Name → text. Imports stand in one line each; exports are functions, constants and classes.

    Returns
    -------
    str
        The entry ``main`` with all that it needs.

    Raises
    ------
    ValueError
        If an import names a module that is missing or needs the one that imports it, two modules have a top-level name in
        common, or a text would end the script element.

    Examples
    --------
    >>> print(bundled({"dom": "export const one = 1;\\n", "main": 'import { one } from "./dom.js";\\nstart(one);\\n'}))
    "use strict";(()=>{
    const one = 1;
    start(one);
    })();
    """
    owner: dict[str, str] = {}
    texts = []
    for name in _ordered(ENTRY, modules, ()):
        if re.search(r"</script|<!--", modules[name], re.IGNORECASE):
            raise ValueError(f"{name}.js would end the script element")
        for found in DECLARED.findall(modules[name]):
            if found in owner:
                raise ValueError(f"{found!r} is a top-level name of {owner[found]}.js and {name}.js")
            owner[found] = name
        texts.append(COMMENT.sub("", EXPORT.sub("", IMPORT.sub("", modules[name]))))
    return '"use strict";(()=>{\n' + "".join(texts) + "})();"


def _ordered(name: str, modules: Mapping[str, str], way: tuple[str, ...]) -> Iterator[str]:
    """Yield a module after all that it needs, each once."""
    if name in way:
        raise ValueError(f"modules import each other: {' → '.join((*way, name))}")
    if name not in modules:
        raise ValueError(f"{way[-1] if way else 'the page'} imports {name}.js, which is missing")
    seen: dict[str, None] = {}
    for needed in IMPORT.findall(modules[name]):
        seen |= dict.fromkeys(_ordered(needed, modules, (*way, name)))
    yield from (*seen, name)


@cache
def script_of(package: str) -> str:
    """Return the modules among the assets of a package, and those of the page that they need, as one script."""
    folders = [files(name).joinpath("assets") for name in dict.fromkeys(("fingraph.explorer", package))]
    found = (file for folder in folders for file in folder.iterdir() if file.name.endswith(".js"))
    return bundled({file.name.removesuffix(".js"): file.read_text(encoding="utf-8") for file in found})


@cache
def page_style() -> str:
    """Return the style sheet of the page."""
    folder = files("fingraph.explorer").joinpath("assets")
    return "".join(folder.joinpath(f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


@cache
def engine() -> str:
    """Return pyvis's own copy of vis-network.

    Returns
    -------
    str
        With the line ends that a browser hashes.

    Raises
    ------
    OutputError
        If pyvis brings another file than the one this page was tested with.
    """
    from importlib.metadata import version

    file = files("pyvis").joinpath(VIS_NETWORK)
    content = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(content).hexdigest() != VIS_DIGEST:
        raise OutputError(
            f"pyvis {version('pyvis')!r} brings another vis-network than the page was tested with; pip install pyvis==0.3.2"
        )
    return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def policy(style: str, *scripts: str) -> str:
    """Return the content security policy of a page with these in-line elements and nothing else."""
    return (
        f"default-src 'none'; script-src {' '.join(map(source, scripts))}; style-src {source(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def source(text: str) -> str:
    """Return the hash by which a policy allows an in-line element."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
