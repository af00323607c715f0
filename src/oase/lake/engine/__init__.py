"""The engine: DuckDB in the process, for the questions that SQL asks best.

Comes in: a SQL text, its parameters, Arrow tables by name. Goes out: an Arrow table.
"""

from oase.lake.engine.duck import Engine

__all__ = ["Engine"]
