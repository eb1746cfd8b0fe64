"""The register of experts over one transaction (``ports.Pool``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, or_, select, update

from audit.columns import advisory_lock, table_of
from draw_service.rules.companies import Aliases
from draw_service.rules.lottery import RegisterRow
from draw_service.rules.people import Company, Engagement, Expert, ExpertRecord, Period
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store.companies import Companies, Employer
from draw_service.store.forms import (
    DETAILS,
    NO_RELATIONS,
    PHONES,
    RELATIONS,
    Relations,
    ascending_codes,
    details_of,
    read_majors,
    write_majors,
)
from draw_service.store.rows import Rows
from draw_service.store.tables.access import ExpertPhoneRow
from draw_service.store.tables.pool import AbsenceRow, EngagementRow, ExpertFileRow, ExpertRow, SpecialtyRow
from draw_service.store.tables.pool_keeping import EditionRow
from draw_service.usecases.ports import Contact
from scoring.rules.stops import Stop
from scoring.store import ScoreBooks

EXPERT, FILE = table_of(ExpertRow), table_of(ExpertFileRow)
ABSENCE, SPECIALTY, ENGAGEMENT = table_of(AbsenceRow), table_of(SpecialtyRow), table_of(EngagementRow)
_BATCH = 2000
_NOT_AMENDED = ("id", "left_pool", "standing", "declared_at")
_Absences = dict[tuple[str, str], tuple[Period, ...]]


class PoolBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._companies = Companies(rows)
        self._engagements_seen: int | None = None
        self._scores = ScoreBooks(rows.session, rows.cipher)
        self._lookups: dict[str, bytes] = {}

    # --- reading ------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[RegisterRow]:
        self._companies.load()
        name_of, employer = self._rows.cipher.opener("expert", "name"), self._companies.employer
        found = select(EXPERT.c.id, EXPERT.c.name, EXPERT.c.company_id, EXPERT.c.majors).order_by(EXPERT.c.id)
        for expert_id, name, company_id, majors in self._rows.stream(found):
            unit = employer(company_id).unit
            yield RegisterRow(expert_id, name_of(expert_id, name).decode(), unit, ascending_codes(majors))

    def experts(self) -> Iterator[Expert]:
        self._companies.load()
        absences, stops = self._absences(), self._stops()
        for row in self._rows.stream(select(EXPERT).order_by(EXPERT.c.id)):
            yield self._expert(row, absences, stops)

    def expert(self, expert_id: str) -> Expert | None:
        row = self._rows.one(ExpertRow, id=expert_id)
        return self._expert(row, self._absences(expert_id), self._stops(expert_id)) if row else None

    def contact(self, expert_id: str) -> Contact | None:
        found = select(EXPERT.c.name, FILE.c.phones).join(FILE).where(EXPERT.c.id == expert_id)
        row = self._rows.session.execute(found).first()
        if row is None:
            return None
        name = self._rows.cipher.open("expert", "name", expert_id, row.name).decode()
        phones = self._rows.cipher.open("expert_file", "phones", expert_id, row.phones)
        return Contact(expert_id, name, PHONES.validate_json(phones))

    def records(self) -> Iterator[ExpertRecord]:
        self._companies.load()
        absences = self._absences()
        columns = FILE.c.phones, FILE.c.details, FILE.c.onwork, FILE.c.enter_date
        for row in self._rows.stream(select(EXPERT, *columns).join(FILE).order_by(EXPERT.c.id)):
            yield self._record(row, absences)

    def record(self, expert_id: str) -> ExpertRecord | None:
        columns = FILE.c.phones, FILE.c.details, FILE.c.onwork, FILE.c.enter_date
        row = self._rows.session.execute(select(EXPERT, *columns).join(FILE).where(EXPERT.c.id == expert_id))
        found = row.first()
        return self._record(found, self._absences(expert_id)) if found else None

    def id_by_card(self, id_card: str) -> str | None:
        found = select(EXPERT.c.id).where(EXPERT.c.card_lookup == self._card(id_card))
        return self._rows.session.execute(found).scalar()

    def ids_by_card(self, cards: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for first in range(0, len(cards), _BATCH):
            by_lookup = {self._card(card): card for card in cards[first : first + _BATCH]}
            asked = select(EXPERT.c.card_lookup, EXPERT.c.id).where(EXPERT.c.card_lookup.in_(by_lookup))
            found |= {by_lookup[row.card_lookup]: row.id for row in self._rows.session.execute(asked)}
        return found

    def _card(self, id_card: str) -> bytes:
        """Keyed hash of an identity number; whoever is added was looked for before."""
        found = self._lookups.get(id_card)
        if found is None:
            found = self._rows.keyring.lookup("identity number", id_card.strip().upper())
            self._lookups[id_card] = found
        return found

    def _absences(self, expert_id: str | None = None) -> _Absences:
        """(expert id, kind) -> periods; of one expert or of all."""
        only = select(ABSENCE).order_by(ABSENCE.c.id)
        if expert_id is not None:
            only = only.where(ABSENCE.c.expert_id == expert_id)
        found: _Absences = {}
        for row in self._rows.stream(only):
            key = row.expert_id, row.kind
            found[key] = (*found.get(key, ()), Period(row.start, row.until))
        return found

    def _stops(self, expert_id: str = "") -> Mapping[str, Sequence[Stop]]:
        """What conduct has brought (Art. 20(1), Art. 22), by expert; of one expert or of all."""
        found: dict[str, list[Stop]] = {}
        for stop in self._scores.find(Stop, expert=expert_id, states=("standing",)):
            found.setdefault(stop.expert, []).append(stop)
        return found

    def _named(self, row: Any) -> tuple[str, Company, str, Relations]:
        """Name, employer, unit and relations of a row of ``expert``."""
        opened = self._rows.cipher.open
        name = opened("expert", "name", row.id, row.name).decode()
        relations = NO_RELATIONS
        if row.relations is not None:
            relations = RELATIONS.validate_json(opened("expert", "relations", row.id, row.relations))
        employer = self._companies.employer(row.company_id)
        company = employer.company
        if relations.employer:
            company = Company(relations.employer, company.code)
        return name, company, employer.unit, relations

    def _expert(self, row: Any, absences: _Absences, stops: Mapping[str, Sequence[Stop]]) -> Expert:
        name, company, unit, relations = self._named(row)
        kin = (self.id_by_card(card) for card in relations.relatives)
        mine = stops.get(row.id, ())
        late = [stop.until for stop in mine if stop.kind == "late" and stop.until is not None]
        kept_out = tuple(Period(stop.start, stop.ends_at) for stop in mine if stop.kind != "late")
        return Expert(
            id=row.id,
            name=name,
            unit=unit,
            employer=company,
            codes=tuple(major.code for major in read_majors(row.majors)),
            area=row.area,
            pool=self._pool_of(row),
            available=row.available,
            left_pool=row.left_pool,
            declared_at=row.declared_at,
            suspended=(*absences.get((row.id, "suspended"), ()), *kept_out),
            leave=absences.get((row.id, "leave"), ()),
            stopped_late_until=max(late, default=None),
            ties=relations.ties,
            relatives=frozenset(found for found in kin if found is not None),
            authority=relations.authority,
            legal_bar=row.legal_bar,
        )

    def _pool_of(self, row: Any) -> str:
        """BASE_TYPE; an entry older than its column has it in the details alone."""
        if row.pool is not None:
            return str(row.pool)
        cell = self._rows.session.execute(
            select(FILE.c.details).where(FILE.c.expert_id == row.id)
        ).scalar_one()
        return DETAILS.validate_json(self._rows.cipher.open("expert_file", "details", row.id, cell)).base_type

    def _record(self, row: Any, absences: _Absences) -> ExpertRecord:
        name, company, _unit, relations = self._named(row)
        opened = self._rows.cipher.open
        details = DETAILS.validate_json(opened("expert_file", "details", row.id, row.details))
        return ExpertRecord(
            **{field: getattr(details, field) for field in details.__slots__},
            name=name,
            onwork=row.onwork,
            employer=company,
            area=row.area,
            phones=PHONES.validate_json(opened("expert_file", "phones", row.id, row.phones)),
            available=row.available,
            enter_date=row.enter_date,
            majors=read_majors(row.majors),
            ties=relations.ties,
            relatives=relations.relatives,
            authority=relations.authority,
            leave=absences.get((row.id, "leave"), ()),
            suspended=absences.get((row.id, "suspended"), ()),
            legal_bar=row.legal_bar,
        )

    # --- writing ------------------------------------------------------------------------------------------

    def add(self, record: ExpertRecord, *, at: datetime) -> str:
        return self.add_many([record], at=at)[0]

    def add_many(self, records: Iterable[ExpertRecord], *, at: datetime) -> list[str]:
        """Insert new experts in the order given and return their ids. Raises ``ChangedUnderYou`` on a known
        ID card; what was inserted before it goes with the transaction."""
        ids: list[str] = []
        waiting = iter(records)
        while batch := list(islice(waiting, _BATCH)):
            ids += self._add_batch(batch, at)
        return ids

    def _add_batch(self, batch: Sequence[ExpertRecord], at: datetime) -> list[str]:
        employers = self._companies.keep_all([record.employer for record in batch])
        first = self._rows.next_number("expert", len(batch))
        ids = [f"E{number:06d}" for number in range(first, first + len(batch))]
        people = [self._expert_cells(*each, at) for each in zip(ids, batch, employers, strict=True)]
        if self._rows.add_many(ExpertRow, people, new="card_lookup") < len(batch):
            raise ChangedUnderYou
        files = [self._file_cells(*each, at) for each in zip(ids, batch, strict=True)]
        self._rows.add_many(ExpertFileRow, files)
        absences = [
            {"expert_id": expert_id, "kind": kind, "start": period.start, "until": period.end}
            for expert_id, record in zip(ids, batch, strict=True)
            for kind, periods in (("leave", record.leave), ("suspended", record.suspended))
            for period in periods
        ]
        self._rows.add(AbsenceRow, absences)
        return ids

    def _expert_cells(
        self, expert_id: str, record: ExpertRecord, employer: Employer, at: datetime
    ) -> dict[str, object]:
        seal = self._rows.cipher.seal
        spelled = record.employer.name if record.employer.name != employer.company.name else ""
        cell = None
        if record.ties or record.relatives or record.authority or spelled:
            relations = Relations(record.ties, record.relatives, record.authority, spelled)
            cell = seal("expert", "relations", expert_id, RELATIONS.dump_json(relations))
        return {
            "id": expert_id,
            "card_lookup": self._card(record.id_card),
            "name": seal("expert", "name", expert_id, record.name.encode()),
            "company_id": employer.id,
            "majors": write_majors(record.majors),
            "area": record.area,
            "available": record.available,
            "left_pool": False,
            "legal_bar": record.legal_bar,
            "relations": cell,
            "pool": record.base_type,
            "standing": None,
            "declared_at": at,
        }

    def _file_cells(self, expert_id: str, record: ExpertRecord, at: datetime) -> dict[str, object]:
        seal = self._rows.cipher.seal
        details = DETAILS.serializer.to_json(details_of(record))
        phones = PHONES.serializer.to_json(record.phones)
        return {
            "expert_id": expert_id,
            "phones": seal("expert_file", "phones", expert_id, phones),
            "details": seal("expert_file", "details", expert_id, details),
            "onwork": record.onwork,
            "enter_date": record.enter_date,
            "added_at": at,
        }

    def amend(self, expert_id: str, record: ExpertRecord, *, at: datetime) -> None:
        known = self.id_by_card(record.id_card)
        if known not in (None, expert_id):
            raise KeyError("this identity number is in the register already")
        (employer,) = self._companies.keep_all([record.employer])
        fresh = self._expert_cells(expert_id, record, employer, at)
        changed = {name: cell for name, cell in fresh.items() if name not in _NOT_AMENDED}
        self._rows.session.execute(update(EXPERT).where(EXPERT.c.id == expert_id).values(**changed))
        file = self._file_cells(expert_id, record, at)
        cells = {name: file[name] for name in ("phones", "details", "onwork", "enter_date")}
        self._rows.session.execute(update(FILE).where(FILE.c.expert_id == expert_id).values(**cells))
        # The way in by phone is written anew at the next look.
        self._rows.remove(ExpertPhoneRow, expert_id=expert_id)

    def set_leave(self, expert_id: str, period: Period) -> None:
        self._set_absence(expert_id, "leave", period)

    def ask_leave(self, expert_id: str, at: datetime) -> None:
        self._set_absence(expert_id, "leave-asked", Period(at))

    def leave_asked(self, expert_id: str) -> Sequence[datetime]:
        asked = self._absences(expert_id).get((expert_id, "leave-asked"), ())
        return sorted(period.start for period in asked)

    def set_suspension(self, expert_id: str, period: Period) -> None:
        self._set_absence(expert_id, "suspended", period)

    def _set_absence(self, expert_id: str, kind: str, period: Period) -> None:
        row = {"expert_id": expert_id, "kind": kind, "start": period.start, "until": period.end}
        self._rows.add(AbsenceRow, row)

    def set_left(self, expert_id: str) -> None:
        self._rows.session.execute(update(EXPERT).where(EXPERT.c.id == expert_id).values(left_pool=True))

    def aliases(self) -> Aliases:
        return self._companies.aliases()

    def alias_list(self) -> Sequence[tuple[str, str]]:
        return self._companies.alias_list()

    def add_alias(self, name: str, code: str) -> None:
        self._companies.add_alias(name, code)

    def remove_alias(self, name: str, code: str) -> bool:
        return self._companies.remove_alias(name, code)

    def specialties(self) -> dict[str, str]:
        """The newest edition that names a code names it; one without a date is older than any with one."""
        dated = {row.edition: str(row.valid_from) for row in self._rows.many(EditionRow, ["edition"])}
        rows = self._rows.many(SpecialtyRow, ["edition", "code"])
        newest_last = sorted(rows, key=lambda row: (dated.get(row.edition, ""), row.edition, row.code))
        return {row.code: row.name for row in newest_last}

    def put_specialties(self, edition: str, rows: Mapping[str, str]) -> int:
        self._rows.session.execute(delete(SPECIALTY).where(SPECIALTY.c.edition == edition))
        named = [{"edition": edition, "code": code, "name": name} for code, name in rows.items()]
        self._rows.add(SpecialtyRow, named)
        return len(named)

    # --- engagements --------------------------------------------------------------------------------------

    def engagements(self, period: Period) -> Sequence[Engagement]:
        # The lock spares others the work; that nobody decides on an old picture is held by ``engage``.
        advisory_lock(self._rows.session, "engagements")
        self._engagements_seen = self._rows.last_number("engagements")
        until = ENGAGEMENT.c.until
        found = select(ENGAGEMENT).where(or_(until.is_(None), until > period.start))
        if period.end is not None:
            found = found.where(ENGAGEMENT.c.start < period.end)
        return self._engaged(found)

    def engagements_of(self, draw_id: str) -> Sequence[Engagement]:
        return self._engaged(select(ENGAGEMENT).where(ENGAGEMENT.c.draw_id == draw_id))

    def _engaged(self, found: Any) -> Sequence[Engagement]:
        opened = self._rows.cipher.opener("engagement", "expert")
        # Sorted here: for the order SQLite would walk through all there ever were.
        rows = sorted(self._rows.session.execute(found), key=lambda row: (row.draw_id, row.token))
        return [
            Engagement(opened(row.token, row.expert).decode(), row.draw_id, Period(row.start, row.until))
            for row in rows
        ]

    def engaged_in(self, expert_id: str, since: datetime) -> Sequence[str]:
        until = ENGAGEMENT.c.until
        found = select(ENGAGEMENT.c.draw_id, ENGAGEMENT.c.token).where(or_(until.is_(None), until > since))
        rows = self._rows.session.execute(found).all()
        return sorted(row.draw_id for row in rows if row.token == self._token(row.draw_id, expert_id))

    def engage(self, engagement: Engagement) -> None:
        self._engagements_seen = self._rows.next_after("engagements", self._engagements_seen)
        key = {"token": self._token(engagement.draw_id, engagement.expert_id)}
        self._rows.put(
            EngagementRow,
            key,
            draw_id=engagement.draw_id,
            expert=self._rows.seal(EngagementRow, "expert", key, engagement.expert_id.encode()),
            start=engagement.period.start,
            until=engagement.period.end,
        )

    def release(self, draw_id: str, expert_id: str) -> None:
        self._rows.remove(EngagementRow, token=self._token(draw_id, expert_id))

    def _token(self, draw_id: str, expert_id: str) -> str:
        return self._rows.keyring.lookup("engagement", f"{draw_id}\0{expert_id}").hex()
