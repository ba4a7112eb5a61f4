"""A graph as a local site: pages to explore and to ask, items with their descriptions, and a SPARQL endpoint.

Queries run in processes of their own, so that one that takes too long is ended without hurting others. Needs the extra
``server``: Starlette and uvicorn.
"""

from __future__ import annotations

from fingraph.server.application import application
from fingraph.server.limits import Limits
from fingraph.server.listening import listen, serve

__all__ = ["Limits", "application", "listen", "serve"]
