"""Commands that ask the graph of items what analysts ask: paths, reach, gaps and bridges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from fingraph.cli.base import main, remark, write
from fingraph.cli.options import row_options

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from fingraph.questions import Bridges, Gaps, Paths, Reach

    Command = Callable[..., None]

LAYERS = ("stated", "inferred")


def _layer_option(layer: str) -> Callable[[Command], Command]:
    """Return the option that says which layer is read, with its default."""
    return click.option(
        "--layer",
        type=click.Choice(LAYERS),
        default=layer,
        show_default=True,
        help="Read what reports state, or also what rules infer from it.",
    )


def _graph(layer: str) -> nx.MultiDiGraph[str]:
    from fingraph.projection import to_networkx

    return to_networkx(projection="full", inferred=layer == "inferred")


def _write(answer: Paths | Reach | Gaps | Bridges, form: str, output: Path | None, found: str) -> None:
    """Write an answer, as labels for people and as ids for programs; then say what was found and what was read."""
    rows = answer.to_text_rows() if form in ("table", "markdown") else answer.to_rows()
    write(rows.to_text(form).encode(), output)
    remark(f"{found}\n{answer.counted}")


@main.command()
@click.argument("a")
@click.argument("b")
@click.option("-k", type=int, default=3, show_default=True, help="The greatest number of paths, from 1.")
@row_options
@_layer_option("stated")
def paths(a: str, b: str, k: int, form: str, output: Path | None, layer: str) -> None:
    """Show the shortest paths from item A to item B, each link with its sentences.

    Links are followed as they point; if no path does, from B to A; else both ways, and the answer says which. A link that N
    sentences state has the length 1/N. No path leads from one report into another, nor through finance as a whole. A path is
    a chain of statements, no proof that A acts on B.

    \b
    Example:
      fingraph paths 后量子密码 数据要素
      fingraph paths 'large model' 'computing power' -k 1
    """
    from fingraph.questions import paths as ask_paths

    answer = ask_paths(_graph(layer), a, b, k=k)
    start, end = answer.start.pair, answer.end.pair
    ways = {
        "forward": f"from {start} to {end}",
        "backward": f"from {end} to {start}, since none leads the other way",
        "either": f"between {start} and {end} without regard to direction, since none follows it",
    }
    none = f"no path joins {start} and {end}, in any direction"
    _write(answer, form, output, f"paths {ways[answer.direction]}: {len(answer.paths)}" if answer.paths else none)


@main.command()
@click.argument("policy")
@click.option("--class", "item_class", default="", help="Show this class only: technology, sector, 领域, …")
@click.option("--max-length", type=int, help="The greatest number of links on a path, from 1; by default any.")
@row_options
@_layer_option("stated")
def reach(
    policy: str, item_class: str, max_length: int | None, form: str, output: Path | None, layer: str
) -> None:  # fmt: skip
    """Show what would be affected downstream of a policy, or of any item, with the shortest path to each.

    Links are followed the way an effect runs: from a policy to what it promotes, and to those who put it into effect. Paths
    stay in one report and end at sectors and types of actors. A path is a chain of statements, no proof of an effect.

    \b
    Example:
      fingraph reach 多项政策
      fingraph reach 'digital finance policies' --class sector
    """
    from fingraph.questions import reach as ask_reach

    answer = ask_reach(_graph(layer), policy, item_class=item_class, max_length=max_length)
    counts = ", ".join(f"{name} {len(found)}" for name, found in answer.by_class().items())
    _write(answer, form, output, f"reached from {answer.start.pair}: {counts or 'nothing'}")


@main.command()
@click.option("--kind", "kinds", multiple=True, help="Only this kind of gap; can be given several times.")
@row_options
@_layer_option("inferred")
def gaps(kinds: tuple[str, ...], form: str, output: Path | None, layer: str) -> None:
    """Show what no link says: technologies without a policy, sectors without a technology, and so on.

    A gap is one of the reports, not of the world. "missing in stated" alone means that a link inferred by a rule closes it.

    \b
    Kinds:
      technology-without-policy   no policy has a link to it, and it implements none
      sector-without-technology   no technology affects it by one link
      challenge-without-remedy    nothing mitigates it
      policy-without-technology   it has a link to no technology, and none implements it

    \b
    Example:
      fingraph gaps
      fingraph gaps --kind challenge-without-remedy -f markdown
    """
    from fingraph.questions import gaps as ask_gaps

    answer = ask_gaps(_graph(layer), kinds)
    numbers = Counter(gap.kind for gap in answer.gaps)
    found = "\n".join(f"{kind}: {numbers[kind]} of {looked_at}" for kind, looked_at in answer.looked_at.items())
    _write(answer, form, output, found)


@main.command()
@click.option("--by", default="trends", show_default=True, help="What is joined: trends or sectors.")
@row_options
@_layer_option("stated")
def bridges(by: str, form: str, output: Path | None, layer: str) -> None:
    """Show the technologies that join trends, or sectors, which nothing else may join.

    A technology stands in the trends of the sentences that state its links. It is joined with a sector by one link, or by two
    through a scenario or practice; finance as a whole is left out.

    \b
    Example:
      fingraph bridges
      fingraph bridges --by sectors
    """
    from fingraph.questions import bridges as ask_bridges

    answer = ask_bridges(_graph(layer), by)
    _write(answer, form, output, f"technologies that join {by}: {len(answer.bridges)}")
