"""The words of a Markdown file, one paragraph a line; headings keep their ``#``, items of lists their ``-``."""

from __future__ import annotations

import re
from collections.abc import Iterator

FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
STARTS = re.compile(r"\s*(?:#{1,6}\s|[-*+]\s|[0-9]{1,3}[.)]\s|\||\[\^?[^\]]+\]:|!\[[^\]]*\]\([^)]*\)\s*$)")
SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
DEFINITION = re.compile(r"\s*\[(?!\^)[^\]]+\]:\s*\S+")

INLINE = (
    (re.compile(r"!\[([^\]]{0,500})\]\([^)]{0,500}\)"), ""),
    (re.compile(r"\[\^[^\]]{1,50}\](?!:)"), ""),
    (re.compile(r"\[([^\[\]]{1,500})\](?:\([^)]{0,500}\)|\[[^\]]{0,500}\])"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,500})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]{0,500}>"), ""),
    (re.compile(r"(`{1,3})(.{1,500}?)\1"), r"\2"),
    (re.compile(r"(\*{1,3}|~~)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)(_{1,3})(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])"), r"\1"),
)
INLINE_SIGN = re.compile(r"[\[<`*~_\\]")
"""One of these is in all that stands above; most lines have none."""
CHINESE_END = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def markdown_text(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of a Markdown file.

    Parameters
    ----------
    text
        Of the file.

    Returns
    -------
    tuple
        The text, and what was left out of it.

    Examples
    --------
    >>> markdown_text("# *AI*\\n\\nIt [grows](u)\\nfast.\\n")
    ('# AI\\n\\nIt grows fast.\\n', ())
    """
    left_out = []
    if matter := FRONT_MATTER.match(text):
        left_out.append("front matter")
        text = text[matter.end() :]
    blocks = list(_blocks(COMMENT.sub("", text).splitlines(), left_out))
    return "\n\n".join(block for block in blocks if block) + "\n", tuple(dict.fromkeys(left_out))


def _blocks(lines: list[str], left_out: list[str]) -> Iterator[str]:
    held = ""
    fence = ""
    for line in lines:
        mark = FENCE.match(line)
        if fence or mark:
            fence = _fence(fence, mark[1] if mark else "")
            left_out.append("code")
            continue
        bare = re.sub(r"^\s*(?:>\s?)+", "", line)
        if held and SETEXT.match(bare) and not STARTS.match(held):
            yield f"{'#' if '=' in bare else '##'} {_words(held)}"
            held = ""
        elif not bare.strip() or RULE.match(bare) or TABLE_RULE.match(bare) or DEFINITION.match(bare):
            yield _words(held)
            held = ""
        elif STARTS.match(bare) or held.startswith(("#", "|")):
            yield _words(held)
            held = bare.strip()
        else:
            held = _joined(held, bare.strip())
    yield _words(held)


def _fence(fence: str, mark: str) -> str:
    """Return the fence that is open after a line inside or at the edge of code."""
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence


def _joined(held: str, line: str) -> str:
    return held + ("" if not held or CHINESE_END.match(held[-1]) else " ") + line


def _words(block: str) -> str:
    if INLINE_SIGN.search(block):
        for pattern, words in INLINE:
            block = pattern.sub(words, block)
    block = re.sub(r"\s+#+\s*$", "", block) if block.startswith("#") else block
    return block.strip()
