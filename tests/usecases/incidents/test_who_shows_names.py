"""Which acts read a name and what each leaves in the log: a new one fails until it has a line (Art. 9)."""

from __future__ import annotations

import re

from draw_service.usecases.incidents.look_at_looks import EVENTS
from tests.house.repository import modules

READS = re.compile(
    r"books\.pool\.(record|records|contact|rows)\(|draws\.openings\(|opened_seats\(|names_of\(|export_roster\("
)
SHOWN = {
    "archive/requests.py": "archive.opened",
    "arrival/look_at_unsealing.py": "roster.unsealed",
    "conduct/draft_from_seat.py": "roster.unsealed",
    "conduct/acting.py": "roster.unsealed",
    "expert/decide_proposal.py": "file.seen",
    "fees/pay.py": "fees.shown",
    "fees/dossier.py": "dossier.taken",
    "fees/paper.py": "paper.printed",
    "papers/of_conduct.py": "paper.printed",
    "papers/of_meetings.py": "paper.printed",
    "papers/of_draws.py": "paper.printed",
    "platform/read_roster.py": "roster.fetched",
    "pool/export_roster.py": "register.exported",
    "pool/look_at_expert.py": "file.seen",
    "pool/look_at_pool.py": "file.seen",
    "supervision/read_letter.py": "names.seen",
    "supervision/why_not.py": "names.seen",
    "supervision/export_bundle.py": "names.seen",
}
"""Act -> the event that says a name was shown."""
NOT_FOR_EYES = {
    "access/expert_code.py": "a code goes to the own telephone",
    "calling/resume_calling.py": "the machine phones",
    "conduct/public_notices.py": "published by Art. 21, for everybody",
    "conduct/send_notice.py": "a message to the expert",
    "conduct/find_missed.py": "register numbers of who left a breach unsaid",
    "draws/call_next.py": "the machine phones",
    "draws/record_answer.py": "the machine takes the answer down, encrypted",
    "draws/redial.py": "the machine phones",
    "expert/own_file.py": "the expert's own",
    "expert/sign_statement.py": "the expert's own",
    "fees/look_at_sheets.py": "whether there is a roster; places and times alone",
    "fees/own_pay.py": "the expert's own",
    "fees/people.py": "given to those above it",
    "manual/next_card.py": "printed blind: card.printed",
    "manual/print_kit.py": "printed blind: kit.printed",
    "manual/type_back.py": "compared with what was typed",
    "notices.py": "the machine phones",
    "pool/bulk.py": "compared in memory; the case shows them by file.seen",
    "pool/decide_case.py": "changed, not shown",
    "pool/editions.py": "specialties alone",
    "pool/pairs.py": "compared in memory; register numbers are shown",
    "pool/remind_declarations.py": "a message to the expert",
    "statistics/catch_up.py": "counted by register number",
}
"""Act -> why nobody sees the name by it."""


def readers() -> set[str]:
    head = "draw_service/usecases/"
    return {path.removeprefix(head) for path, text in modules(head.rstrip("/")).items() if READS.search(text)}


def test_every_act_that_reads_a_name_says_so_or_shows_it_to_nobody() -> None:
    assert not SHOWN.keys() & NOT_FOR_EYES.keys()
    assert readers() - {"ports/register.py"} <= SHOWN.keys() | NOT_FOR_EYES.keys()
    assert set(SHOWN.values()) <= set(map(str, EVENTS))
