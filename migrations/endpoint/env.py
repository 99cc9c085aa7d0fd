"""Runs the endpoint's migrations on the connection that the caller put into the configuration."""

from alembic import context

from regsosek_desk.storage.endpoint.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
