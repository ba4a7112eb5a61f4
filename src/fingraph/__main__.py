"""``python -m fingraph``."""

from __future__ import annotations

from fingraph.cli import main

if __name__ == "__main__":
    main()
