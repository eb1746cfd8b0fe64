"""Which part of the register a project draws from (Art. 3; 26号令 16; rules.md section 1 "Shortage").

A project draws from its own pool and district unless three parties chose another lawful one. Experts who
qualify but lie outside are counted as excluded, with a code, so that the snapshot stays complete.
"""

from __future__ import annotations

from draw_service.rules.applications import Application
from draw_service.rules.people import Expert


def out_of_scope(expert: Expert, application: Application) -> str | None:
    """``other-pool`` or ``out-of-town`` for an expert the application does not reach, else None.

    Empty ``pools`` or ``areas`` set no limit; ``areas`` are prefixes of the standard's area codes.
    """
    if application.pools and expert.pool not in application.pools:
        return "other-pool"
    if application.areas and not application.out_of_town and not expert.area.startswith(application.areas):
        return "out-of-town"
    return None
