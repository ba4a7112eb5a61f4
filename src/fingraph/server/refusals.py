"""Requests that are refused: a status and one clear line."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fingraph.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 - what happens to the request
    """Raised when a request is not answered.

    Parameters
    ----------
    status
        HTTP status, 400 to 599.
    line
        What is wrong, and what to do.
    headers
        Header fields of the response.
    """

    def __init__(self, status: int, line: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(line)
        self.status = status
        self.line = line
        self.headers = dict(headers or {})

    def text(self) -> str:
        r"""Return the body of the response.

        Returns
        -------
        str
            One line.

        Examples
        --------
        >>> Refused(404, "nothing is here").text()
        'Not Found: nothing is here\n'
        """
        return f"{HTTPStatus(self.status).phrase}: {printable(self.line)}\n"
