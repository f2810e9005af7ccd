"""A migration does the same on every day it is run: it borrows nothing from code that changes."""

import ast
import importlib
from enum import Enum

import pytest

from api.settings import PROJECT

OURS = ("api", "bench", "docs", "domain", "realtime", "schema")
MIGRATIONS = sorted((PROJECT / "migrations").glob("[0-9]*.py"))
# What migrations may borrow all the same, and why. Beside these, enums: a column of one is text,
# and no statement of a migration depends on which values there are.
BORROWED = {
    (
        "domain.shared.ids",
        "new_id",
    ): "what Python gives a new row; no statement has it",
    ("api.personal_data.sealing_rows", "seal_what_is_there"): (
        "what is sealed must be opened by today's code; tables and columns stand there written out"
    ),
    ("api.personal_data.sealing_rows", "seal_reset_requests"): "the same",
}


def borrowed(path: str) -> set[tuple[str, str]]:
    """What a module takes from other modules of ours."""
    found = set()
    for node in ast.walk(ast.parse((PROJECT / path).read_text())):
        if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in OURS:
            found |= {(str(node.module), each.name) for each in node.names}
        if isinstance(node, ast.Import):
            assert not any(each.name.partition(".")[0] in OURS for each in node.names)
    return found


def is_enum(module: str, name: str) -> bool:
    found = getattr(importlib.import_module(module), name)
    return isinstance(found, type) and issubclass(found, Enum)


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.stem)
def test_a_migration_borrows_only_what_is_named_here(path: object) -> None:
    unnamed = {each for each in borrowed(str(path)) - set(BORROWED) if not is_enum(*each)}

    assert unnamed == set()


def test_nothing_is_named_that_no_migration_borrows() -> None:
    assert set.union(*(borrowed(str(path)) for path in MIGRATIONS)) >= set(BORROWED)


def test_what_seals_rows_for_migrations_borrows_only_keys_and_the_form_of_the_seal() -> None:
    assert {module for module, _ in borrowed("api/personal_data/sealing_rows.py")} == {
        "api.personal_data.keys",
        "domain.shared",
        "domain.shared.sealing",
    }
