"""What a person sees before sending an application (Art. 6, 8(1); ui.md): counts, never names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from draw_service.rules.applications import Application, Listing
from draw_service.rules.feasibility import Assessment, predictability, shortage_options
from draw_service.rules.panel import check_composition
from draw_service.rules.predictability import Foresight
from draw_service.rules.scope import check_pools
from draw_service.rules.timing import check_filing
from draw_service.usecases.applications.file_application import check_strata
from draw_service.usecases.applications.foresight import foresight_of, seated_before
from draw_service.usecases.catalogue.judge_listing import judged
from draw_service.usecases.oversight.dispatch import require_dispatch
from draw_service.usecases.ports import Books, House
from draw_service.usecases.standing import standing_shown


@dataclass(frozen=True, slots=True)
class Preview:
    """``foresight``: per stratum, how easily somebody who reads past results guesses the panel.
    ``predictability``: per stratum id, the chance that someone naming as many candidates as there are
    seats names a member. ``excluded``/``recused``: counts by code. ``options``: lawful ways out of a
    shortage, "" when there is none. ``provisional``: the filing deadline rests on a provisional calendar.
    ``listing``: what follows from the transaction catalogue, None where nothing was said of it."""

    assessment: Assessment
    foresight: tuple[Foresight, ...]
    predictability: dict[str, Fraction]
    excluded: dict[str, int]
    recused: dict[str, int]
    options: tuple[str, ...]
    provisional: bool
    listing: Listing | None = None


def preview_application(house: House, application_id: str, application: Application) -> Preview:
    """Raises what filing would raise; a shortage is reported, not raised. Who is engaged under a seal is
    counted as free (``standing_shown``): the lock may find fewer."""
    now = house.clock.now()
    pack = house.pack(now)
    check_strata(application)
    check_composition(application, pack)
    check_pools(application, pack)
    deadline = check_filing(now, application, house.calendar(), pack)
    with house.books() as books:
        require_dispatch(books, application_id, application, now)
        listed = judged(books, application, now, pack, _stored(books, application_id))
        standing = standing_shown(books, application_id, application, pack, now)
        seated = seated_before(books, pack, now)
    assessment = standing.assess(application, pack)
    chances = {s.id: predictability(s.eligible - s.recused, s.needed) for s in assessment.strata}
    return Preview(
        assessment,
        foresight_of(application, standing, seated, pack),
        chances,
        dict(sorted(Counter(standing.excluded.values()).items())),
        dict(sorted(Counter(standing.recused.values()).items())),
        shortage_options(application.procurement, pack) if assessment.shortfall else (),
        deadline.provisional,
        listed.catalogue,
    )


def _stored(books: Books, application_id: str) -> Application | None:
    found = books.draws.application(application_id)
    return found[1] if found is not None else None
