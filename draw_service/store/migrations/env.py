"""Run by Alembic: migrations happen on the connection they are handed, in its transaction."""

from __future__ import annotations

from alembic import context

from draw_service.store.tables import METADATA

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    on_version_apply=lambda step, **_more: given.get("applied", lambda _revision: None)(step.up_revision_id),
)
context.run_migrations()
