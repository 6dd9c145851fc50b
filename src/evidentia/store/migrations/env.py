"""Run by alembic: migrations happen on the connection that `store.migrate` hands over, inside its transaction."""

from alembic import context

from evidentia.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=False)
context.run_migrations()
