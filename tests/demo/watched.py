"""``python -m tests.demo.watched FOLDER SEED POOL``: the demo; what it emits before unsealing is kept.

Logging is at its most talkative, SQLAlchemy's too. What the process has said, logged and warned, and every
file with its bytes, is copied to ``FOLDER-before`` at the moment the roster is about to be opened.
"""

from __future__ import annotations

import io
import logging
import shutil
import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from rich.console import Console

from draw_service.cli.demo import open_drill
from draw_service.drill import story
from draw_service.drill.demo import run_demo
from draw_service.drill.narrator import Narrator


def main() -> None:
    folder, seed, pool = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    said = io.StringIO()
    logging.basicConfig(stream=said, level=logging.DEBUG, force=True)
    for name in ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "alembic"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.captureWarnings(capture=True)
    warnings.simplefilter("always")
    real = story.Story.open
    before = folder.with_name(f"{folder.name}-before")

    def watched(self: story.Story, act: story.Act) -> str:
        if not before.exists():
            shutil.copytree(folder, before)
            (before / "said.txt").write_text(said.getvalue(), "utf-8")
        return real(self, act)

    story.Story.open = watched  # type: ignore[method-assign]
    with redirect_stdout(said), redirect_stderr(said):
        console = Console(file=said, width=10_000)
        run_demo(folder, seed, pool, Narrator(console, "zh"), open_drill, everything=True)
    (before / "said-to-the-end.txt").write_text(said.getvalue(), "utf-8")


if __name__ == "__main__":
    main()
