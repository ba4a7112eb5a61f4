"""A graph of items as one offline HTML file, in which every link is one click from its evidence.

Built on pyvis: its network class and its own copy of vis-network, under a template of ours that escapes everything and loads
nothing. pyvis's own template needs a CDN even in line, and lays the graph out anew, in the browser, at each opening.
"""

from __future__ import annotations

from fingraph.explorer.page import GraphPage, from_pyvis, read_places, render_html, write_html
from fingraph.explorer.payload import Highlight

__all__ = ["GraphPage", "Highlight", "from_pyvis", "read_places", "render_html", "write_html"]
