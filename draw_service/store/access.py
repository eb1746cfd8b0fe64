"""Accounts, sessions, second factors and keys over one transaction (``ports.Access``).

What lets somebody in stands in the clear as well, to be looked for, and once more in the encrypted cell of
its row: whoever owns the database but not the keyring can give nobody a role, a password or a key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, exists, select, update

from audit.columns import Stored, advisory_lock, table_of
from draw_service.rules.access import Role, Scope
from draw_service.rules.access_lockout import Tries
from draw_service.rules.refusals.access import LoginTaken
from draw_service.store.access_keys import KeyBooks
from draw_service.store.cipher import CellDamaged
from draw_service.store.rows import Rows
from draw_service.store.tables.access import (
    AccountTableRow,
    ApiKeyTableRow,
    PuzzleRow,
    SessionTableRow,
    TriesRow,
)
from draw_service.usecases.ports.access import Account, ApiKey, Puzzle, Session, SessionKind

ACCOUNT = table_of(AccountTableRow)
SESSION = table_of(SessionTableRow)
PUZZLE = table_of(PuzzleRow)
TRIES = table_of(TriesRow)


class AccessBooks(KeyBooks):
    """``ports.Access``; what belongs to one account's or expert's keys stands in ``KeyBooks``."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self._tries_seen: dict[str, int] = {}

    def accounts(self) -> Sequence[Account]:
        return [self._account(row) for row in self._rows.many(AccountTableRow, ["id"])]

    def account(self, account_id: str, *, hold: bool = False) -> Account | None:
        found = select(ACCOUNT).where(ACCOUNT.c.id == account_id)
        found = found.with_for_update() if hold else found
        return self._maybe(self._rows.session.execute(found).first())

    def account_by_login(self, login: str) -> Account | None:
        return self._maybe(self._rows.one(AccountTableRow, lookup=self._login(login)))

    def account_by_setup(self, hash: str) -> Account | None:
        found = select(ACCOUNT).where(ACCOUNT.c.setup == hash).with_for_update()
        return self._maybe(self._rows.session.execute(found).first() if hash else None)

    def add_account(self, account: Account) -> None:
        lookup = self._login(account.login)
        if self._rows.one(AccountTableRow, lookup=lookup) is not None:
            raise LoginTaken
        created = {"id": account.id, "lookup": lookup, "created_at": account.created_at}
        self._rows.add(AccountTableRow, created | self._values(account))

    def put_account(self, account: Account) -> None:
        changed = update(ACCOUNT).where(ACCOUNT.c.id == account.id)
        self._rows.session.execute(changed.values(**self._values(account)))

    def _login(self, login: str) -> bytes:
        return self._rows.keyring.lookup("login", login)

    def _values(self, account: Account) -> dict[str, object]:
        data = _json([account.login, account.organisation, account.organisation_name, *_of_account(account)])
        key = {"id": account.id}
        seal = self._rows.seal
        return {
            "roles": _joined(account.roles),
            "held": _joined(account.held),
            "data": seal(AccountTableRow, "data", key, data),
            "password": account.password,
            "setup": account.setup,
            "setup_until": account.setup_until,
            "totp": seal(AccountTableRow, "totp", key, account.totp.encode()) if account.totp else None,
            "totp_step": account.totp_step,
            "disabled": account.disabled,
        }

    def _maybe(self, row: Row[Any] | None) -> Account | None:
        return self._account(row) if row else None

    def _account(self, row: Row[Any]) -> Account:
        key = {"id": row.id}
        data = self._rows.open(AccountTableRow, "data", key, row.data)
        login, organisation, name, *bound = json.loads(data)
        totp = self._rows.open(AccountTableRow, "totp", key, row.totp).decode() if row.totp else ""
        account = Account(
            id=row.id,
            login=login,
            roles=_roles(row.roles),
            held=_roles(row.held),
            organisation=organisation,
            organisation_name=name,
            created_at=row.created_at,
            password=row.password,
            setup=row.setup,
            setup_until=row.setup_until,
            totp=totp,
            totp_step=row.totp_step,
            disabled=row.disabled,
        )
        _same(AccountTableRow, bound, _of_account(account))
        return account

    def session(self, session_id: str) -> Session | None:
        row = self._rows.one(SessionTableRow, id=session_id)
        return self._session(row) if row else None

    def add_session(self, session: Session) -> None:
        opened = {
            "id": session.id,
            "kind": session.kind,
            "owner": self._owner(session.kind, session.subject),
            "draw_id": session.draw,
            "party": session.party,
            "opened_at": session.opened_at,
        }
        self._rows.add(SessionTableRow, opened | self._moved(session))

    def put_session(self, session: Session) -> None:
        same = update(SESSION).where(SESSION.c.id == session.id)
        self._rows.session.execute(same.values(**self._moved(session)))

    def end_session(self, session_id: str) -> None:
        self._rows.remove(PuzzleRow, session_id=session_id)
        self._rows.remove(SessionTableRow, id=session_id)

    def sessions_of(self, kind: SessionKind, subject: str) -> Sequence[Session]:
        owner = self._owner(kind, subject)
        return [self._session(row) for row in self._rows.many(SessionTableRow, ["opened_at"], owner=owner)]

    def forget_sessions(self, opened_before: datetime) -> None:
        session = self._rows.session
        session.execute(delete(SESSION).where(SESSION.c.opened_at < opened_before))
        orphan = ~exists().where(SESSION.c.id == PUZZLE.c.session_id)
        session.execute(delete(PUZZLE).where(orphan))

    def _owner(self, kind: str, subject: str) -> str:
        return self._rows.keyring.lookup("session owner", f"{kind} {subject}").hex()

    def _moved(self, session: Session) -> dict[str, object]:
        data = _json([session.subject, session.address, *_of_session(session)])
        return {
            "data": self._rows.seal(SessionTableRow, "data", {"id": session.id}, data),
            "full": session.full,
            "seen_at": session.seen_at,
            "fresh_at": session.fresh_at,
        }

    def _session(self, row: Row[Any]) -> Session:
        data = self._rows.open(SessionTableRow, "data", {"id": row.id}, row.data)
        subject, address, *bound = json.loads(data)
        session = Session(
            id=row.id,
            kind=row.kind,
            subject=subject,
            opened_at=row.opened_at,
            seen_at=row.seen_at,
            fresh_at=row.fresh_at,
            full=row.full,
            address=address,
            draw=row.draw_id,
            party=row.party,
        )
        _same(SessionTableRow, bound, _of_session(session))
        return session

    def put_puzzle(self, session_id: str, kind: Puzzle, secret: bytes, at: datetime) -> None:
        key = {"session_id": session_id, "kind": kind}
        self._rows.put(PuzzleRow, key, data=self._rows.seal(PuzzleRow, "data", key, secret), at=at)

    def puzzle(self, session_id: str, kind: Puzzle) -> tuple[bytes, datetime] | None:
        key = {"session_id": session_id, "kind": kind}
        row = self._rows.one(PuzzleRow, **key)
        return (self._rows.open(PuzzleRow, "data", key, row.data), row.at) if row else None

    def take_puzzle(self, session_id: str, kind: Puzzle) -> tuple[bytes, datetime] | None:
        key = {"session_id": session_id, "kind": kind}
        same = (PUZZLE.c.session_id == session_id) & (PUZZLE.c.kind == kind)
        row = self._rows.session.execute(
            delete(PUZZLE).where(same).returning(PUZZLE.c.data, PUZZLE.c.at)
        ).first()
        return (self._rows.open(PuzzleRow, "data", key, row.data), row.at) if row else None

    def tries(self, key: str) -> Tries:
        advisory_lock(self._rows.session, f"tries {key}")
        row = self._rows.one(TriesRow, key=key)
        # By its name: a row is a tuple too, and ``count`` one of its methods.
        found = Tries(row._mapping["count"], row.last_at) if row else Tries()
        self._tries_seen[key] = found.count
        return found

    def put_tries(self, key: str, tries: Tries) -> None:
        if tries.last is None or not tries.count:
            self._rows.remove(TriesRow, key=key)
            return
        # Two wrong tries at once count as two: the second of them is told to look again.
        counted = {"count": tries.count, "last_at": tries.last}
        self._rows.put_if(TriesRow, {"key": key}, TRIES.c.count == self._tries_seen.get(key, 0), **counted)
        self._tries_seen[key] = tries.count

    def forget_tries(self, last_before: datetime) -> None:
        self._rows.session.execute(delete(TRIES).where(TRIES.c.last_at < last_before))

    def api_keys(self) -> Sequence[ApiKey]:
        return [self._api_key(row) for row in self._rows.many(ApiKeyTableRow, ["issued_at", "id"])]

    def api_key(self, hash: str) -> ApiKey | None:
        row = self._rows.one(ApiKeyTableRow, hash=hash)
        return self._api_key(row) if row else None

    def put_api_key(self, key: ApiKey) -> None:
        row = {"id": key.id}
        data = _json([key.name, key.organisation, *_of_key(key)])
        self._rows.put(
            ApiKeyTableRow,
            row,
            hash=key.hash,
            scopes=_joined(key.scopes),
            data=self._rows.seal(ApiKeyTableRow, "data", row, data),
            issued_at=key.issued_at,
            revoked_at=key.revoked_at,
        )

    def _api_key(self, row: Row[Any]) -> ApiKey:
        data = self._rows.open(ApiKeyTableRow, "data", {"id": row.id}, row.data)
        name, organisation, *bound = json.loads(data)
        scopes = frozenset(Scope(one) for one in row.scopes.split(";") if one)
        key = ApiKey(row.id, name, scopes, organisation, row.hash, row.issued_at, row.revoked_at)
        _same(ApiKeyTableRow, bound, _of_key(key))
        return key


def _of_account(account: Account) -> list[str]:
    """What of an account lets its holder in."""
    second = "totp" if account.totp else ""
    until = _moment(account.setup_until)
    roles = [_joined(account.roles), _joined(account.held)]
    return [*roles, account.password, account.setup, until, second, str(account.disabled)]


def _of_session(session: Session) -> list[str]:
    """What of a session says how far it reaches."""
    times = [_moment(session.opened_at), _moment(session.fresh_at)]
    return [session.kind, session.draw, session.party, str(session.full), *times]


def _of_key(key: ApiKey) -> list[str]:
    return [_joined(key.scopes), key.hash, _moment(key.revoked_at)]


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at is not None else ""


def _same(row: type[Stored], bound: Sequence[str], shown: Sequence[str]) -> None:
    """Raises ``CellDamaged`` when a row in the clear differs from its cell. Rows from before this was bound
    hold nothing to compare with until they are next written."""
    if bound and list(bound) != list(shown):
        raise CellDamaged(f"a row of {row.__tablename__} was changed past the service")


def _json(value: Sequence[str]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _joined(words: Iterable[str]) -> str:
    return ";".join(sorted(words))


def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(one) for one in text.split(";") if one)
