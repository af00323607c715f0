"""Entry point that Alembic runs; the transaction comes from ``open_database``."""

from __future__ import annotations

from alembic import context

from oase.db.schema import metadata

__all__ = ["run"]


def run() -> None:
    """Run the migrations that are due inside the caller's transaction."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic loads this file
    run()
