"""Run by Alembic: migrations happen on the connection they are handed, in its transaction."""

from __future__ import annotations

from alembic import context

from draw_service.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True
)
context.run_migrations()
