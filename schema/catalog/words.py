"""Texts in the language that somebody wants: how the database finds them."""

from schema.engine.mapping import Args, Expression
from schema.shared.context import GraphContext


def wanted_locale(context: GraphContext, args: Args) -> str:
    """The language asked for, else the asker's own."""
    return args.get("locale") or context.domain.locale


def words(table: str, owner: str, column: str) -> Expression:
    """A text in the language wanted, if it is there and not empty; else as it was entered."""
    said = f'SELECT w."{column}" FROM {table} w WHERE w."{owner}" = {{row}}."id"'
    return Expression(
        f'COALESCE(NULLIF(({said} AND w."locale" = {{locale}}), \'\'), {{row}}."{column}")',
        {"locale": wanted_locale},
        columns=(column,),
    )
