"""The people of a year's projects are forgotten when their time is over: one proposes, another does it
(保密工作制度 6; 采购法 42; 个人信息保护法 47)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_be_fresh, must_hold
from draw_service.rules.archive import KLASSES
from draw_service.rules.archive_acts import Destruction, must_be_past, must_have_reason, second_person
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.archive.ended import ended_in_year
from draw_service.usecases.papers.issue import Sheet, compose, issue
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.paper_bodies import DestroyedDraw, DestructionCertificate
from draw_service.usecases.statistics.catch_up import catch_up
from scoring.rules.working_days import civil_date

PROPOSES, DESTROYS = (Role.OPERATOR,), (Role.OPERATOR, Role.OFFICE)


@dataclass(frozen=True, slots=True)
class Destroyed:
    """``certificate``: its number and PDF, printed when the keys were destroyed."""

    destruction: Destruction
    certificate: Sheet = field(repr=False)


def propose_destruction(house: House, who: Who, year: int, klass: str, reason: str) -> str:
    """All projects of the class that ended in the year, whose people are still known and which no open
    proposal names; returns the proposal's id. Raises ``KeptStill``, ``ArchiveReasonMissing``, ``NotFound``
    when there are none."""
    must_hold(who, *PROPOSES)
    said = must_have_reason(reason)
    if klass not in KLASSES:
        raise NotFound
    with house.books() as books:
        now = house.clock.now()
        asked = {draw for one in books.archive.find(Destruction, ("proposed",)) for draw in one.draws}
        ended = [
            one
            for one in ended_in_year(house, books, year)
            if one.archived.klass == klass
            and one.row.draw_id not in asked
            and books.archive.shredded_at(one.row.draw_id) is None
        ]
        if not ended:
            raise NotFound
        until = max(one.archived.keep_until for one in ended)
        must_be_past(until, civil_date(now))
        id = house.entropy.bytes(8).hex()
        draws = tuple(one.row.draw_id for one in ended)
        books.archive.put(Destruction(id, year, klass, draws, until, who.account, now, said))
        _note(house, books, who, HouseEvent.DESTRUCTION_PROPOSED, id, year=year, draws=len(draws))
        books.commit()
    house.sequence()
    return id


def destroy(house: House, who: Who, id: str) -> Destroyed:
    """The second person destroys the data keys and gets the certificate. It cannot be undone.

    Raises ``OwnAct``, ``RequestSettled``, ``NotFresh``, ``NotFound``, and ``KeptStill`` where the rule pack
    has been made stricter meanwhile.
    """
    must_hold(who, *DESTROYS)
    must_be_fresh(who, house.clock.now())
    catch_up(house)  # what is still to be counted needs the keys
    with house.books() as books:
        now = house.clock.now()
        proposed = _of(books, id)
        second_person(proposed, who.account)
        archived = {
            one.row.draw_id: one.archived
            for one in ended_in_year(house, books, proposed.year)
            if one.row.draw_id in proposed.draws
        }
        for one in archived.values():
            must_be_past(one.keep_until, civil_date(now))
        lines = []
        for draw_id in proposed.draws:
            cells = books.archive.shred(draw_id, now)
            known = archived[draw_id]
            lines.append(DestroyedDraw(draw_id, known.project, known.ended, cells))
            body = {"draw": draw_id, "cells": cells, "destruction": id}
            books.journal.note("archive", HouseEvent.RECORDS_DESTROYED, body, now)
        certificate = DestructionCertificate(
            proposed.year,
            proposed.klass,
            proposed.keep_until,
            proposed.reason,
            tuple(lines),
            mark(house, "account", proposed.proposed_by),
            mark(house, "account", who.account),
            now,
        )
        sheet = issue(house, books, compose(house, books, id, certificate), who.account, "download")
        total = sum(line.cells for line in lines)
        settled = replace(proposed, state="done", decided_by=who.account, decided_at=now, cells=total)
        settled = replace(settled, serial=sheet.serial)
        books.archive.put(settled)
        books.commit()
    house.sequence()
    return Destroyed(settled, sheet)


def deny_destruction(house: House, who: Who, id: str) -> None:
    """The second person says no. Raises ``OwnAct``, ``RequestSettled``, ``NotFound``."""
    must_hold(who, *DESTROYS)
    with house.books() as books:
        now = house.clock.now()
        proposed = _of(books, id)
        second_person(proposed, who.account)
        state: Literal["denied"] = "denied"
        books.archive.put(replace(proposed, state=state, decided_by=who.account, decided_at=now))
        _note(house, books, who, HouseEvent.DESTRUCTION_DENIED, id)
        books.commit()
    house.sequence()


def certificate_of(house: House, who: Who, id: str) -> bytes:
    """The certificate as it was printed. Raises ``NotFound`` before."""
    must_hold(who, *DESTROYS)
    with house.views() as books:
        paper = books.papers.newest(house.papers.center, "destruction-certificate", id)
    if paper is None:
        raise NotFound
    return house.papers.paper(paper)


def _of(books: Books, id: str) -> Destruction:
    found = books.archive.get(Destruction, id)
    if found is None:
        raise NotFound
    return found


def _note(house: House, books: Books, who: Who, type: HouseEvent, id: str, **more: int) -> None:
    body = {"destruction": id, "account": mark(house, "account", who.account), **more}
    books.journal.note("archive", type, body, house.clock.now())
