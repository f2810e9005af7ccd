"""Fields that are columns: every one names an attribute of the row behind its type."""

import dataclasses
from typing import Any, get_args

import pytest
from tortoise.models import Model

from schema.root import schema
from schema.shared.fields import SHOWN, Backed

assert schema, "importing it defines every type"


def _row_of(shown: type) -> Any:
    """The model behind a type; None where it shows something else than a row of a table."""
    for base in getattr(shown, "__orig_bases__", ()):
        if getattr(base, "__origin__", None) is Backed:
            (row,) = get_args(base)
            return row if isinstance(row, type) and issubclass(row, Model) else None
    return None


MODELS = {name: row for name, shown in sorted(SHOWN.items()) if (row := _row_of(shown))}


def test_most_types_show_a_row() -> None:
    assert len(MODELS) > len(SHOWN) / 2


@pytest.mark.parametrize("name", MODELS)
def test_every_column_of_a_type_is_one_of_its_model(name: str) -> None:
    model = MODELS[name]
    columns = [
        field.name
        for field in dataclasses.fields(SHOWN[name])
        if field.init and field.name != "row"
    ]

    unknown = [
        column
        for column in columns
        if column not in model._meta.fields_map and not hasattr(model, column)
    ]
    assert unknown == []
