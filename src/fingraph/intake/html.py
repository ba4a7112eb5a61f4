"""The words of a page's main content, one paragraph a line; headings as ``#``, items of lists as ``-``."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
NEVER = frozenset(
    "script style noscript template svg math iframe object select button textarea canvas video audio title".split()
)
FRAME = frozenset("nav footer aside form dialog".split())
BLOCKS = frozenset(
    "p div section article main header figure figcaption blockquote pre ul ol li dl dt dd table tr td th h1 h2 h3 h4 h5 h6 address"
    " details summary body hr caption nav aside footer form dialog".split()
)
ROLES = frozenset("navigation banner contentinfo complementary search dialog alertdialog menu".split())
NAMES = frozenset(
    "cookie cookies consent gdpr navbar navigation menu sidebar breadcrumb breadcrumbs share sharing social related recommend"
    " recommended comment comments advert advertisement ads ad subscribe newsletter popup modal footer pagination toolbar".split()
)
NOT_THE_THING = frozenset({"has", "with", "no", "without"})
"""``has-sidebar`` is no sidebar."""
MAIN = frozenset({"main", "article"})
CLOSED_BY_NEXT = {"p": BLOCKS - {"body"}, "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "td": {"td", "th", "tr"},
                  "th": {"td", "th", "tr"}, "tr": {"tr"}}  # fmt: skip
DEEPEST = 500
"""Elements inside each other; a page that nests deeper is read as if those did not nest."""


class _Page(HTMLParser):
    """Collects the blocks of a page, and which of them lie in its frame or in its main content."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.blocks: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.lead = ""
        self.row: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        closes = [name for name, tags in CLOSED_BY_NEXT.items() if tag in tags]
        if self.open and self.open[-1][0] in closes:
            self.handle_endtag(self.open[-1][0])
        if tag == "br":
            self.words.append("\n")
        if tag in BLOCKS and not (self.row is not None and tag in ("p", "div")):
            self._end_block()
        if tag in VOID or len(self.open) >= DEEPEST:
            return
        self.open.append((tag, _place(tag, {name: value or "" for name, value in attrs})))
        if re.fullmatch("h[1-6]", tag):
            self.lead = "#" * int(tag[1]) + " "
        elif tag == "li":
            self.lead = "- "
        elif tag == "tr":
            self.row = []

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those left open inside it."""
        places = [index for index, (name, _) in enumerate(self.open) if name == tag]
        if not places:
            return
        if tag == "sup" and re.fullmatch(r"\s*\[?[0-9]{1,3}\]?\s*", "".join(self.words[-1:])):
            self.words.pop()
        if tag in BLOCKS and not (self.row is not None and tag in ("p", "div")):
            self._end_block()
        if tag == "tr":
            self._end_row()
        del self.open[places[-1] :]

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._where() != "never":
            self.words.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _where(self) -> str:
        places = [place for _, place in self.open]
        return next((place for place in ("never", "frame", "named", "main") if place in places), "")

    def _end_block(self) -> None:
        words = re.sub(r" *\n *", "\n", "".join(self.words)).strip()
        self.words.clear()
        if words and self.row is not None:
            self.row.append(words.replace("\n", " "))
        elif words:
            self.blocks.append((self._where(), self.lead + words))
            self.lead = ""

    def _end_row(self) -> None:
        if self.row:
            cells = self.row
            self.blocks.append((self._where(), f"| {' | '.join(cells)} |" if len(cells) > 1 else cells[0]))
        self.row = None

    def finish(self) -> list[tuple[str, str]]:
        """Return the blocks, each with the place where it stands."""
        self.close()
        self._end_block()
        return self.blocks


def _place(tag: str, attributes: dict[str, str]) -> str:
    """Return where an element puts what is in it: never, frame or named (as a part of the frame), main, or nowhere."""
    if tag in NEVER or (tag == "head"):
        return "never"
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in attributes.get("style", "").replace(" ", "")
    ):
        return "frame"
    if tag in MAIN or attributes.get("role") == "main":
        return "main"
    if tag in FRAME or attributes.get("role") in ROLES:
        return "frame"
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower().split()
    parts = [re.split("[-_]+", name) for name in names]
    if tag not in ("html", "body") and any(NAMES & set(part) and not NOT_THE_THING & set(part) for part in parts):
        return "named"
    return ""


def html_text(page: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of a page's main content.

    By the standard library: what a page of a report needs is the part it marks as its main content, or all but navigation,
    forms and banners; a library for this brings a dozen others.

    Parameters
    ----------
    page
        HTML.

    Returns
    -------
    tuple
        The text, and what was left out of it.

    Examples
    --------
    >>> html_text("<nav>Home</nav><h2>AI</h2><p>It <b>grows</b>.</p><footer>(c)</footer>")
    ('## AI\\n\\nIt grows.\\n', ('navigation, banners and forms of the page: 2 blocks',))
    """
    parser = _Page()
    parser.feed(page)
    blocks = parser.finish()
    main = [block for place, block in blocks if place == "main"]
    plain = [block for place, block in blocks if place in ("main", "")]
    named = [block for place, block in blocks if place != "frame"]
    total = sum(map(len, named))
    kept = next((part for part in (main, plain) if 4 * sum(map(len, part)) >= total), named)
    dropped = len(blocks) - len(kept)
    left_out = (f"navigation, banners and forms of the page: {dropped} blocks",) if dropped else ()
    return "\n\n".join(kept) + "\n", left_out
