"""The house stands as it is drawn: what import-linter cannot see is checked here."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import Table

import oase

SOURCE = Path(oase.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
HEAVY = ("numpy", "pyarrow", "duckdb", "scipy", "sqlalchemy", "altair", "babel", "jinja2", "click", "rich")


def test_the_visiting_card_names_exactly_what_is_visible():
    """Every name of ``__all__`` can be loaded, and nothing else is offered."""
    assert sorted(oase.__all__) == sorted([*oase._FACE, "__version__"])
    assert 15 <= len(oase.__all__) <= 25
    for name in oase.__all__:
        assert getattr(oase, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'magik'"):
        oase.magik  # noqa: B018


def test_import_oase_loads_nothing_heavy():
    """``import oase`` stays quick because engines and dataframes wait for their first use."""
    code = f"import sys, oase; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_introduces_itself(room):
    """A room's ``__init__`` says in words what comes in and goes out, and lists its public face."""
    module = import_module(f"oase.{room}")
    assert module.__doc__
    assert module.__doc__.strip()
    # web is entered by `oase serve` alone; its face is empty, so that the works process loads no framework
    assert module.__all__ or room == "web", f"oase.{room} has no __all__"
    for name in module.__all__:
        assert hasattr(module, name)


def _names(path: Path) -> set[str]:
    """Return the dotted names a module uses, such as ``os.environ``."""
    return {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }


def test_only_settings_reads_the_environment():
    """Settings are handed over, never fetched."""
    readers = {path.name for path in MODULES if _names(path) & {"os.environ", "os.getenv"}}
    assert readers == {"settings.py"}


def test_the_clock_is_injected():
    """Only settings know what time it is; everyone else is handed a clock."""
    clocks = {"datetime.now", "datetime.utcnow", "time.time", "time.time_ns", "date.today", "dt.now"}
    assert {path.name for path in MODULES if _names(path) & clocks} == {"settings.py"}


SEEDED = {"default_rng", "Generator", "PCG64", "SeedSequence"}
"""What may be taken of ``np.random``: generators that begin with what they are given."""


def test_no_chance_outside_the_demo_and_the_simulation_of_impact():
    """Results are deterministic: beside the demo, one module draws, from a seed that is kept."""
    users = {path.relative_to(SOURCE).as_posix() for path in MODULES if "np.random" in _names(path)}
    assert {name for name in users if not name.startswith("demo/")} == {"programmes/impact/draws.py"}


@pytest.mark.parametrize(
    "code", ["np.random.default_rng()", "np.random.default_rng(None)", "np.random.normal()"]
)
def test_chance_without_a_seed_is_seen(code):
    assert _seedless(ast.parse(code))


def test_no_chance_without_a_seed():
    """Whatever draws can be drawn again: no generator begins with the state of the machine."""
    found = {path.relative_to(SOURCE).as_posix(): _seedless(ast.parse(path.read_text())) for path in MODULES}
    assert {name: lines for name, lines in found.items() if lines} == {}


def _seedless(tree: ast.AST) -> list[str]:
    """Return the calls into ``np.random`` that are given no seed, or draw from what all share."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    asked = [(node, re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", ast.unparse(node.func))) for node in calls]
    return [
        ast.unparse(node)
        for node, named in asked
        if named is not None
        and (named[1] not in SEEDED or not node.args or ast.unparse(node.args[0]) == "None")
    ]


PERSONAL_COLUMNS = {"alias", "person", "one", "other", "after_alias", "recommender"}
"""Columns that name a person."""


def test_a_room_that_keeps_personal_data_can_erase_it():
    """Every table with a column that names a person is one that the erasers of its room work on."""
    from oase.app.rights import ROOMS as KEEPERS
    from oase.db import metadata

    for home in sorted(
        path.parent.name for path in SOURCE.glob("*/tables.py") if "metadata" in path.read_text()
    ):
        tables = vars(import_module(f"oase.{home}.tables")).values()
        names = {column for table in tables if isinstance(table, Table) for column in table.c}
        assert home in KEEPERS or not names & PERSONAL_COLUMNS, f"{home} keeps persons and has no eraser"
    erasers = [SOURCE / "app" / "rights.py", *(SOURCE / room / "rights.py" for room in KEEPERS)]
    text = "\n".join(path.read_text() for path in erasers if path.exists())
    used = set(re.findall(r"\w+", text))
    personal = {table.name for table in metadata.tables.values() if PERSONAL_COLUMNS & set(table.c.keys())}
    assert personal - used == set(), "no eraser works on these tables"
