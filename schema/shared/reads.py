"""What the tables of several contexts have in common."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.history import OLDEST
from domain.shared.money import WRITTEN_SQL, written
from schema.engine.mapping import (
    Args,
    Column,
    Expression,
    Pages,
    Part,
    Rows,
    Single,
    Stated,
    Written,
)
from schema.shared.context import GraphContext
from schema.shared.ids import key_in

AMOUNTS_MAX = 10_000  # amounts whose text is remembered

# Follow a thing from here: where the log stood when the answer was begun.
CURSOR = Stated(lambda context: context.cursor)


amount = lru_cache(AMOUNTS_MAX)(written)  # prices come again and again


def money(minor: str, currency: str | Expression = "currency") -> Part:
    """Money of a column, and another or what the database knows."""
    code = Column(currency) if isinstance(currency, str) else currency
    return Part({"amount": Written((minor, currency), amount, WRITTEN_SQL), "currencyCode": code})


def by_id(kind: str) -> Single:
    """One thing by the global id in the argument `id`."""

    def where(context: GraphContext, args: Args) -> Mapping[str, object] | None:
        key = key_in(kind, args["id"])
        return None if key is None else {"id": key}

    return Single(kind, where)


def by_name(kind: str, **names: str) -> Any:
    """One thing by its id, or else by another name of its own (an argument, and its column)."""

    def where(context: GraphContext, args: Args) -> Mapping[str, object] | None:
        if args.get("id") is not None:
            key = key_in(kind, args["id"])
            return None if key is None else {"id": key}
        for name, column in names.items():
            if args.get(name):
                return {column: inputs.text(args[name], name)}
        return None

    return where


def facts(
    aggregate_type: str, untold: Callable[[Context], tuple[str, ...]] = lambda ctx: ()
) -> Pages:
    """The history of a thing, but for the types that an asker is not told of."""

    def narrow(ctx: Context, rows: Rows) -> Rows:
        rows = rows.filter(aggregate_type=aggregate_type)
        without = untold(ctx)
        return rows.exclude(type__in=without) if without else rows

    return Pages("Event", by="aggregate_id", order=OLDEST, narrow=narrow)
