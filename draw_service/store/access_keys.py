"""What proves who somebody is, over one transaction: security keys, recovery codes, codes to phones."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select

from audit.columns import table_of
from draw_service.store.rows import Rows
from draw_service.store.tables.access import (
    ExpertCodeRow,
    ExpertPhoneRow,
    RecoveryCodeRow,
    SecurityKeyTableRow,
)
from draw_service.store.tables.pool import ExpertFileRow
from draw_service.usecases.ports.access import ExpertCode, SecurityKey

CODE = table_of(RecoveryCodeRow)
FILE = table_of(ExpertFileRow)
PHONE = table_of(ExpertPhoneRow)
PHONES = TypeAdapter(tuple[str, ...])


class KeyBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def keys_of(self, account_id: str) -> Sequence[SecurityKey]:
        found = []
        for row in self._rows.many(SecurityKeyTableRow, ["added_at", "id"], account_id=account_id):
            key = {"account_id": account_id, "id": row.id}
            key_id, name, public = json.loads(self._rows.open(SecurityKeyTableRow, "data", key, row.data))
            found.append(
                SecurityKey(
                    b64decode(key_id),
                    account_id,
                    name,
                    b64decode(public),
                    row._mapping["count"],
                    row.added_at,
                )
            )
        return found

    def put_key(self, key: SecurityKey) -> None:
        where = {"account_id": key.account, "id": sha256(key.id).hexdigest()}
        data = [b64encode(key.id).decode(), key.name, b64encode(key.public_key).decode()]
        sealed = self._rows.seal(SecurityKeyTableRow, "data", where, json.dumps(data).encode())
        self._rows.put(SecurityKeyTableRow, where, data=sealed, count=key.count, added_at=key.added_at)

    def remove_key(self, account_id: str, key_id: bytes) -> None:
        self._rows.remove(SecurityKeyTableRow, account_id=account_id, id=sha256(key_id).hexdigest())

    def put_recovery_codes(self, account_id: str, hashes: Sequence[str]) -> None:
        self._rows.remove(RecoveryCodeRow, account_id=account_id)
        self._rows.add(RecoveryCodeRow, [{"account_id": account_id, "hash": one} for one in hashes])

    def recovery_codes_left(self, account_id: str) -> int:
        left = select(func.count()).select_from(CODE).where(CODE.c.account_id == account_id)
        return int(self._rows.session.execute(left).scalar_one())

    def spend_recovery_code(self, account_id: str, hash: str) -> bool:
        same = (CODE.c.account_id == account_id) & (CODE.c.hash == hash)
        gone = self._rows.session.execute(delete(CODE).where(same).returning(CODE.c.hash))
        return gone.first() is not None

    def expert_by_phone(self, phone: str) -> str | None:
        self._index_phones()
        found = self._rows.many(ExpertPhoneRow, ["expert_id"], lookup=self._phone(phone))
        return found[0].expert_id if len(found) == 1 else None

    def _index_phones(self) -> None:
        """Write down the phones of the experts who came since the last look."""
        known = select(PHONE.c.expert_id).where(PHONE.c.expert_id == FILE.c.expert_id).exists()
        fresh = self._rows.session.execute(select(FILE.c.expert_id, FILE.c.phones).where(~known)).all()
        for expert_id, cell in fresh:
            data = self._rows.open(ExpertFileRow, "phones", {"expert_id": expert_id}, cell)
            lookups = {self._phone(phone) for phone in PHONES.validate_json(data)} or {""}
            for lookup in sorted(lookups):
                self._rows.add(ExpertPhoneRow, {"lookup": lookup, "expert_id": expert_id})

    def _phone(self, phone: str) -> str:
        return self._rows.keyring.lookup("phone", phone).hex()

    def put_expert_code(self, phone: str, code: ExpertCode) -> None:
        key = {"phone": self._phone(phone)}
        expert = self._rows.seal(ExpertCodeRow, "expert", key, code.expert.encode())
        self._rows.put(ExpertCodeRow, key, expert=expert, hash=code.hash, until=code.until)

    def expert_code(self, phone: str) -> ExpertCode | None:
        key = {"phone": self._phone(phone)}
        row = self._rows.one(ExpertCodeRow, **key)
        if row is None:
            return None
        return ExpertCode(
            self._rows.open(ExpertCodeRow, "expert", key, row.expert).decode(), row.hash, row.until
        )

    def remove_expert_code(self, phone: str) -> None:
        self._rows.remove(ExpertCodeRow, phone=self._phone(phone))
