"""The command that serves the graph as a local site."""

from __future__ import annotations

import logging
import sys

import click

from fingraph.cli.base import main
from fingraph.cli.options import Seconds
from fingraph.errors import LocationError


@main.command()
@click.option("--bind", default="127.0.0.1:7878", show_default=True, metavar="ADDRESS:PORT", help="Port 0: a free one.")
@click.option("--open", "opened", is_flag=True, help="Open the site in the browser.")
@click.option("--timeout", type=Seconds(min=0.1), default=30.0, show_default=True, help="Seconds for a query.")
@click.option("--rows", type=click.IntRange(min=1), default=100_000, show_default=True, help="Rows in an answer.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Queries run at once.")
@click.option("--host", "hosts", multiple=True, metavar="NAME", help="Another name by which the server is called.")
@click.option("--allow-others", is_flag=True, help="Let --bind be an address that other machines reach.")
def serve(
    bind: str, opened: bool, timeout: float, rows: int, workers: int, hosts: tuple[str, ...], allow_others: bool
) -> None:
    """Serve the graph as a local site: the page to explore, a page to ask, every item, and SPARQL at /sparql.

    Nothing can be changed through it. A query runs in a process of its own and is ended when its time is over. Stop it with
    Ctrl-C. Needs the extra server.

    \b
    Example:
      fingraph serve --open
      fingraph serve -l store --bind 127.0.0.1:8000 --timeout 60
    """
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise LocationError(f"{error.name} is not installed; pip install 'fingraph-kg[server]'") from error
    from fingraph.location import store_at_hand
    from fingraph.server import Limits, application, listen
    from fingraph.server import serve as run
    from fingraph.store import graph_names

    graphs = graph_names(store_at_hand())
    listening = listen(bind, allow_others=allow_others)
    host, port = listening.getsockname()[:2]
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    if allow_others:
        click.echo("fingraph: warning: other machines can ask this server; nobody is asked for a password", err=True)

    def ready() -> None:
        click.echo(
            f"{len(graphs)} graphs: {address} to explore, {address}query to ask, {address}sparql for SPARQL; "
            "stop with Ctrl-C"
        )
        sys.stdout.flush()
        if opened:
            click.launch(address)

    _log()
    run(application(Limits(workers=workers, seconds=timeout, rows=rows), hosts), listening, ready)


def _log() -> None:
    """Write what the server says of each request to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.getLogger("fingraph.server")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
