"""Employers: one row per firm, found by keyed hash of its credit code, else of its normalised name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from audit.columns import table_of
from draw_service.rules.companies import Aliases, normalise
from draw_service.rules.people import Company
from draw_service.store.rows import Rows
from draw_service.store.tables.pool import AliasRow, CompanyRow


@dataclass(frozen=True, slots=True)
class Employer:
    """A firm as stored. ``unit``: its credit code, else its row's id (protocol section 2)."""

    id: str | None
    company: Company
    unit: str


NONE = Employer(None, Company(""), "")


class Companies:
    """The firms of one transaction; each is decrypted once."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._by_id: dict[str | None, Employer] = {None: NONE}
        self._by_lookup: dict[bytes, Employer] = {}

    def employer(self, company_id: str | None) -> Employer:
        """The firm with this id."""
        found = self._by_id.get(company_id)
        if found is None:
            row = self._rows.one(CompanyRow, id=company_id)
            if row is None:
                raise LookupError("an expert's employer is missing")
            found = self._by_id[company_id] = self._read(row)
        return found

    def load(self) -> None:
        """Decrypt every firm at once, before the whole register is read."""
        for row in self._rows.stream(select(table_of(CompanyRow))):
            if row.id not in self._by_id:
                self._by_id[row.id] = self._read(row)

    def keep(self, company: Company) -> Employer:
        """The firm, inserted when it is new; ``NONE`` for an empty entry."""
        code = company.code.strip().upper()
        if not code and not company.name:
            return NONE
        kind, text = ("company code", code) if code else ("company name", normalise(company.name))
        lookup = self._rows.keyring.lookup(kind, text)
        found = self._by_lookup.get(lookup)
        if found is None:
            row = self._rows.one(CompanyRow, lookup=lookup)
            found = self._read(row) if row else self._add(lookup, Company(company.name, code))
            self._by_lookup[lookup] = found
        return found

    def _add(self, lookup: bytes, company: Company) -> Employer:
        new = f"C{self._rows.next_number('company'):06d}"
        key = {"id": new}
        cells = {
            "name": self._rows.seal(CompanyRow, "name", key, company.name.encode()),
            "code": self._rows.seal(CompanyRow, "code", key, company.code.encode()) if company.code else None,
        }
        self._rows.add(CompanyRow, {**key, "lookup": lookup, **cells})
        return Employer(new, company, company.code or new)

    def _read(self, row: Row[Any]) -> Employer:
        key = {"id": row.id}
        name = self._rows.open(CompanyRow, "name", key, row.name).decode()
        code = self._rows.open(CompanyRow, "code", key, row.code).decode() if row.code else ""
        return Employer(row.id, Company(name, code), code or row.id)

    def aliases(self) -> Aliases:
        """Registered aliases, name -> credit code."""
        names = {}
        for row in self._rows.many(AliasRow, ["lookup"]):
            key = {"lookup": row.lookup}
            name = self._rows.open(AliasRow, "name", key, row.name).decode()
            names[name] = self._rows.open(AliasRow, "code", key, row.code).decode()
        return Aliases(names)

    def add_alias(self, name: str, code: str) -> None:
        lookup = self._rows.keyring.lookup("company alias", f"{normalise(name)}\0{code}").hex()
        key = {"lookup": lookup}
        self._rows.put(
            AliasRow,
            key,
            name=self._rows.seal(AliasRow, "name", key, name.encode()),
            code=self._rows.seal(AliasRow, "code", key, code.encode()),
        )
