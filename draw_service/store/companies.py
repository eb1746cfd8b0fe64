"""Employers: one row per firm, found by keyed hash of its credit code, else of its normalised name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        self._by_key: dict[tuple[str, str], Employer] = {}

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

    def keep_all(self, companies: Sequence[Company]) -> list[Employer]:
        """The firm of each, inserted in the order given when it is new; ``NONE`` for an empty entry."""
        keys = [_key(company) for company in companies]
        unknown: dict[bytes, tuple[tuple[str, str], Company]] = {}
        for key, company in zip(keys, companies, strict=True):
            if key[1] and key not in self._by_key:
                lookup = self._rows.keyring.lookup(*key)
                unknown.setdefault(lookup, (key, Company(company.name, company.code.strip().upper())))
        if unknown:
            table = table_of(CompanyRow)
            for row in self._rows.session.execute(select(table).where(table.c.lookup.in_(unknown))):
                self._by_key[unknown.pop(row.lookup)[0]] = self._read(row)
        if unknown:
            self._add(unknown)
        return [self._by_key[key] if key[1] else NONE for key in keys]

    def _add(self, fresh: Mapping[bytes, tuple[tuple[str, str], Company]]) -> None:
        first = self._rows.next_number("company", len(fresh))
        rows = []
        for number, (lookup, (key, company)) in enumerate(fresh.items(), start=first):
            row = {"id": f"C{number:06d}"}
            name = self._rows.seal(CompanyRow, "name", row, company.name.encode())
            code = self._rows.seal(CompanyRow, "code", row, company.code.encode()) if company.code else None
            rows.append({**row, "lookup": lookup, "name": name, "code": code})
            self._by_key[key] = Employer(row["id"], company, company.code or row["id"])
        self._rows.add(CompanyRow, rows)

    def _read(self, row: Row[Any]) -> Employer:
        key = {"id": row.id}
        name = self._rows.open(CompanyRow, "name", key, row.name).decode()
        code = self._rows.open(CompanyRow, "code", key, row.code).decode() if row.code else ""
        return Employer(row.id, Company(name, code), code or row.id)

    def aliases(self) -> Aliases:
        """Registered aliases, name -> credit code."""
        return Aliases(dict(self.alias_list()))

    def alias_list(self) -> list[tuple[str, str]]:
        """``(name, credit code)`` as registered."""
        found = []
        for row in self._rows.many(AliasRow, ["lookup"]):
            key = {"lookup": row.lookup}
            name = self._rows.open(AliasRow, "name", key, row.name).decode()
            found.append((name, self._rows.open(AliasRow, "code", key, row.code).decode()))
        return found

    def add_alias(self, name: str, code: str) -> None:
        key = {"lookup": self._alias(name, code)}
        self._rows.put(
            AliasRow,
            key,
            name=self._rows.seal(AliasRow, "name", key, name.encode()),
            code=self._rows.seal(AliasRow, "code", key, code.encode()),
        )

    def remove_alias(self, name: str, code: str) -> bool:
        key = {"lookup": self._alias(name, code)}
        known = self._rows.one(AliasRow, **key) is not None
        self._rows.remove(AliasRow, **key)
        return known

    def _alias(self, name: str, code: str) -> str:
        return self._rows.keyring.lookup("company alias", f"{normalise(name)}\0{code}").hex()


def _key(company: Company) -> tuple[str, str]:
    """What a firm is found by: its credit code, else its normalised name; "" for neither."""
    code = company.code.strip().upper()
    if code:
        return "company code", code
    return "company name", normalise(company.name) if company.name else ""
