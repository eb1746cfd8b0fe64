"""One of every official paper, from the draw that was told first: ``DIR/papers`` of ``panel demo``.

It goes on where the story ends: the fee sheet, an entry with its objection and publication, last year's
results. The papers of draw and ledger are numbered in the register as any other; card, kit, sealed list and
slips, which leave a real house by other ways, are set from the same facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from draw_service.documents.private_file import write_private
from draw_service.documents.witness_slip import witness_slip
from draw_service.drill.files import PAPER_FILES, PAPERS_FOLDER
from draw_service.drill.story import OPERATOR, PROJECT, Act, Story
from draw_service.rules.access import Role, Who
from draw_service.rules.life import parse_time
from draw_service.rules.papers import PAPERS
from draw_service.rules.refusals import NotLocked
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.conduct.draft_from_seat import draft_from_seat, opened_seats
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.fees.confirm_sheet import confirm_sheet
from draw_service.usecases.fees.dossier import take_dossier
from draw_service.usecases.fees.open_sheet import open_sheet
from draw_service.usecases.fees.write_presence import write_presence
from draw_service.usecases.manual.read_out import gap_minutes, script_for_paper, script_of
from draw_service.usecases.notices import policy_of
from draw_service.usecases.papers.issue import compose, issue
from draw_service.usecases.papers.kinds import GATHER
from draw_service.usecases.papers.print_paper import print_paper
from draw_service.usecases.ports import CallCard, House, KitCard, Lang, PaperKit
from draw_service.usecases.ports.paper_bodies import SupervisionNotice
from scoring.rules.people import Person
from scoring.rules.publication import Publication
from scoring.rules.working_days import civil_date
from scoring.usecases.accept_objection import accept_objection
from scoring.usecases.add_evidence import add_evidence
from scoring.usecases.answer_objection import answer_objection
from scoring.usecases.confirm_annual import confirm_annual
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.count_response import count_response
from scoring.usecases.file_objection import file_objection
from scoring.usecases.notify_entry import notify_entry
from scoring.usecases.prepare_annual import prepare_annual
from scoring.usecases.review_publication import review_publication

_FIRST, _SECOND, _THIRD = (Person(f"practice-center-{n}", "center") for n in (1, 2, 3))
_REGULATOR, _LEAD = Person("practice-regulator", "regulator"), Person("practice-lead", "lead")
_OFFICE = Person("practice-office", "office")
_EVIDENCE = b"%PDF-1.4\n%practice\n"
_RESPONSES = 24
_Made = Iterator[tuple[str, bytes]]


def leave_papers(story: Story, act: Act) -> int:
    """Write them and return how many. ``act``: a draw that is closed, its names open."""
    folder = story.folder / PAPERS_FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    makers: tuple[Callable[[Story, Act, Lang], _Made], ...] = (_of_draw, _of_ledger, _others)
    lang: Lang = "zh" if story.tell.lang == "zh" else "en"
    total, done = len(PAPER_FILES), 0
    with story.tell.progress("制作文书", "making papers") as progress:
        for make in makers:
            for kind, pdf in make(story, act, lang):
                write_private(folder / f"{kind}.pdf", pdf)
                done += 1
                progress(done, total)
    story.house.sequence()
    return done


def _of_draw(story: Story, act: Act, lang: Lang) -> _Made:
    house = story.house
    clerk = _confirm_fees(house, act.draw_id)
    for kind, rule in PAPERS.items():
        if rule.of_draw and kind in GATHER:
            yield kind, print_paper(house, kind, act.draw_id, OPERATOR, lang=lang).pdf
    yield "dossier", take_dossier(house, clerk, act.draw_id, lang).pdf


def _confirm_fees(house: House, draw_id: str) -> Who:
    """Who came stayed for four hours; one clerk writes it down, another confirms: that one."""
    now = house.clock.now()
    clerks = [
        Who(f"clerk-{n}", f"clerk-{n}", f"clerk-{n}", frozenset((Role.OPERATOR,)), "", "", True, now, "")
        for n in (1, 2)
    ]
    sheet = open_sheet(house, clerks[0], draw_id)
    presence = {
        pay.place: replace(pay.presence, left_at=pay.presence.arrived_at + timedelta(hours=4))
        for pay in sheet.pays
        if pay.presence.arrived_at is not None
    }
    write_presence(house, clerks[0], draw_id, presence)
    confirm_sheet(house, clerks[1], draw_id)
    return clerks[1]


def _of_ledger(story: Story, act: Act, lang: Lang) -> _Made:
    """An entry that is published in the end, one that is objected to, and last year's certificate."""
    house, office = story.house, office_of(story.house)
    seats = _seats_of(house, act.draw_id)
    (first, _one), (second, objector), *_rest = sorted(seats.items())
    entry = _effective(house, act.draw_id, first, 10, "演练：评审中接受倾向性要求")
    contested = _effective(house, act.draw_id, second, 7, "演练：评审中离开评审区域")
    yield "conduct-notice", print_paper(house, "conduct-notice", entry, OPERATOR, lang=lang).pdf
    person = Person(objector, "expert")
    objection = file_objection(office, "entry", contested, objector, "演练：当时经同意去取资料。", person)
    accept_objection(office, objection, _LEAD)
    answer_objection(office, objection, "revoked", "演练：经查属实，予以撤销。", _LEAD)
    yield "objection-answer", print_paper(house, "objection-answer", objection, OPERATOR, lang=lang).pdf
    last_year = story.city.today.year - 1
    with house.books() as books:
        now = house.clock.now()
        for n in range(_RESPONSES):
            at = now - timedelta(days=180 + n)
            count_response(office, books, objector, at, f"DRILL-{last_year}-{n + 1:04}", now)
        books.commit()
    run = prepare_annual(office, last_year, _REGULATOR)
    story.clock.jump(run.window.ends_at + timedelta(hours=9))
    confirm_annual(office, run.id, _OFFICE, f"DRILL-{last_year}")
    yield (
        "annual-certificate",
        print_paper(house, "annual-certificate", f"{run.id}.{objector}", OPERATOR, lang=lang).pdf,
    )
    with house.books() as books:
        publication = books.scores.find(Publication, subject=entry)[-1]
    review_publication(office, publication.id, _THIRD)
    yield "publication-notice", print_paper(house, "publication-notice", entry, OPERATOR, lang=lang).pdf


def _seats_of(house: House, draw_id: str) -> dict[int, str]:
    """Slot -> register id of the roster as it was opened."""
    with house.books() as books:
        return opened_seats(books, draw_id)


def _effective(house: House, draw_id: str, slot: int, item: int, note: str) -> str:
    office, at = office_of(house), house.clock.now() - timedelta(hours=1)
    id = draft_from_seat(house, draw_id, slot, item, at, note, _FIRST)
    add_evidence(office, id, "practice.pdf", _EVIDENCE, _FIRST)
    confirm_entry(office, id, _SECOND)
    notify_entry(office, id, "paper", _SECOND)
    return id


def _others(story: Story, act: Act, lang: Lang) -> _Made:
    """A supervision notice, and what leaves a real house blind or is made on a holder's own machine."""
    house, tenderer = story.house, story.city.cast.tenderer
    today = civil_date(house.clock.now())
    answer_by = today + timedelta(days=house.pack(house.clock.now()).int("rectification_days"))
    facts = "演练：未从专家抽取系统抽取评标评审专家。"
    demand = "演练：停止使用自行邀请的人员，重新抽取。"
    body = SupervisionNotice(
        "admonition", "DRILL-1", tenderer.name, PROJECT, facts, "Art. 3", demand, today, answer_by
    )
    with house.books() as books:
        notice = issue(house, books, compose(house, books, "DRILL-1", body, lang=lang), OPERATOR, "download")
        books.commit()
    yield "supervision-notice", notice.pdf
    if story.papers.sheet is not None:
        yield "roster", house.papers.roster(replace(story.papers.sheet, lang=lang))
    card, kit = _by_hand(story, act, lang)
    yield "call-card", house.papers.call_card(card)
    yield "kit", house.papers.kit(kit)
    yield "witness-slip", witness_slip(act.slips["regulator"], house.clock.now(), lang, drill=True)


def _by_hand(story: Story, act: Act, lang: Lang) -> tuple[CallCard, PaperKit]:
    """The card of the first seat and a kit of the first seats, on phones of the practice city."""
    house = story.house
    with house.books() as books:
        draw = load(books, act.draw_id)
        application, note = application_of(books, draw), books.journal.checkpoint()
        if draw.lock is None:
            raise NotLocked
        at, cap = parse_time(draw.lock.at), int(draw.lock.body["max_per_unit"])
        seats = opened_seats(books, act.draw_id)
        found = [books.pool.contact(expert) for _slot, expert in sorted(seats.items())]
    phones = [contact.phones for contact in found if contact is not None]
    policy = policy_of(house.pack_by_id(draw.rule_pack, draw.filed_at))
    how = (policy.tries, gap_minutes(policy), policy.opens, policy.closes)
    center = house.papers.center
    card = CallCard("C-DRILL", 1, 0, phones[0], script_of(application, center, lang, at), *how, at, lang)
    kit = PaperKit(
        serial="K-DRILL",
        draw_id=act.draw_id,
        checkpoint=sha256(note.encode()).hexdigest(),
        printed_at=at,
        seats=tuple((slot, 1) for slot in sorted(seats)),
        cards=tuple(KitCard(f"1-{n:02}", numbers) for n, numbers in enumerate(phones, start=1)),
        cap=cap,
        script=script_for_paper(application, center, lang, at),
        tries=how[0],
        gap_minutes=how[1],
        opens=how[2],
        closes=how[3],
        lang=lang,
    )
    return card, kit
