"""A statement given straight to the driver does and says what SQLAlchemy's own would."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlmodel import Session

from audit.journal import CHECKPOINT, EVENT, LEAF
from audit.statements import Statement
from draw_service.store.books import SqlBooks
from tests.store.fakes import NOON
from tests.store.test_journal import enter

Factory = Callable[[], SqlBooks]
CHAIN = select(EVENT.c.at, EVENT.c.data, EVENT.c.stream).where(EVENT.c.draw == bindparam("draw")).limit(1)


def test_values_come_and_go_as_python_has_them(engine: Engine, books_factory: Factory) -> None:
    with books_factory() as books:
        event = enter(books)
        books.commit()
    with Session(engine) as session:
        [found] = Statement(CHAIN).rows(session.connection(), draw="AP-1.1")
        assert found == tuple(session.execute(CHAIN, {"draw": "AP-1.1"}).one()) == (NOON, event.bytes, None)
        assert Statement(CHAIN).rows(session.connection(), draw="AP-2.1") == []
        at = select(EVENT.c.n).where(EVENT.c.at == bindparam("at", type_=EVENT.c.at.type))
        assert Statement(at).rows(session.connection(), at=NOON) == [(0,)]
        with pytest.raises(ValueError, match="time zone"):
            Statement(at).rows(session.connection(), at=NOON.replace(tzinfo=None))


def test_errors_are_those_of_the_library(engine: Engine, books_factory: Factory) -> None:
    leaf = Statement(insert(LEAF).values(index=bindparam("place"), event_id=bindparam("id")))
    with books_factory() as books:
        enter(books)
        books.commit()
    with Session(engine) as session, pytest.raises(IntegrityError):
        leaf.many(session.connection(), [{"place": 0, "id": 1}, {"place": 0, "id": 1}])
    with Session(engine) as session, pytest.raises((OperationalError, ProgrammingError)):
        Statement(text("SELECT 1 FROM nowhere")).rows(session.connection())
    with Session(engine) as session:
        assert session.execute(select(LEAF)).all() == []


@pytest.mark.postgres
@pytest.mark.parametrize("address", ["postgres"], indirect=True)
def test_a_lost_connection_is_not_used_again(engine: Engine) -> None:
    ask = Statement(select(CHECKPOINT.c.size))
    with Session(engine) as session:
        lost = session.connection()
        number = lost.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        with pytest.raises(OperationalError) as error:
            ask.rows(lost)
        assert error.value.connection_invalidated
        assert lost.invalidated
    with Session(engine) as session:
        assert ask.rows(session.connection()) == []
