"""``python -m tests.faults.racing FOLDER DATABASE``: one of two processes that do every act at once.

On ``plan`` it looks at the draw and names the next act; on ``go`` it does it and says how that ended: ``ok``,
the code of a refusal, or ``ERROR`` with what should never have come out.
"""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from audit.refusal import Refusal
from draw_service.store.engine import open_engine
from tests.faults.life import Act, People


def newest(engine: Engine) -> datetime | None:
    """The time of the log's newest entry, read beside the service."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT max(at) FROM journal_event")).scalar()
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if isinstance(found, str) else found


def main() -> None:
    folder, address = Path(sys.argv[1]), sys.argv[2]
    engine = open_engine(address)
    people = People(folder, lambda: newest(engine), address)
    act: Act | None = None
    for line in sys.stdin:
        if line.strip() == "plan":
            people.read_paper()
            act = people.plan()
            print(act.name if act else "end", flush=True)
        elif act is not None:
            print(ended(people, act), flush=True)


def ended(people: People, act: Act) -> str:
    try:
        people.do(act)
    except Refusal as refusal:
        return refusal.code
    except Exception as error:
        traceback.print_exc()
        return f"ERROR {type(error).__name__}"
    return "ok"


if __name__ == "__main__":
    main()
