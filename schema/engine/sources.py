"""Which rows somebody may see, as SQL: what the domain says, written down once for each right."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema

from domain.shared import sql
from domain.shared.context import Actor, ActorKind, Context
from schema.engine.enums import names_of
from schema.engine.mapping import Read, Rows
from schema.engine.text import Pieces, Value, numbered

SOMEBODY = UUID("5a9a7e0f-0000-4000-8000-5ca1ab1e0000")  # stands for whoever asks
THEN = datetime(2000, 1, 1, tzinfo=UTC)  # which rows one may see depends on no clock

Right = tuple[ActorKind, frozenset[str]]


def right_of(context: Context) -> Right:
    """What decides which rows somebody may see, but for who exactly it is."""
    return context.actor.kind, context.actor.scopes


class Sources:
    """The rows that everybody with one right may see."""

    def __init__(self, schema: GraphQLSchema, right: Right) -> None:
        self.schema = schema
        kind, scopes = right
        self._context = Context(actor=Actor(kind, id=SOMEBODY, scopes=scopes), now=THEN)
        self._enums: dict[str, dict[object, str | None]] = {}

    def allows(self, scope: str) -> bool:
        """Whether everybody with this right holds a permission."""
        return self._context.allows(scope)

    def of(
        self,
        read: Read,
        columns: Iterable[str],
        narrow: Callable[[Context, Rows], Rows] | None = None,
    ) -> Pieces:
        """The rows of a table, with these columns."""
        rows = read.visible(self._context)
        if narrow is not None:
            rows = narrow(self._context, rows)
        return self.written(rows, columns)

    def written(self, rows: Rows, columns: Iterable[str]) -> Pieces:
        """A query as pieces, with these columns."""
        statement, found = sql.written(rows, *sorted(columns))
        return numbered(statement, [self._value(each) for each in found])

    def _value(self, given: object) -> Value:
        return self._asker if str(given) == str(SOMEBODY) else Value(lambda run: given)

    @cached_property
    def _asker(self) -> Value:
        return Value(lambda run: run.context.domain.actor.id)

    def kind(self, name: str) -> GraphQLObjectType:
        """A type of the schema."""
        kind = self.schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType), "tables are of objects"
        return kind

    def names(self, kind: GraphQLEnumType) -> dict[object, str | None]:
        """What an enum's values are called on the wire."""
        if kind.name not in self._enums:
            self._enums[kind.name] = names_of(kind)
        return self._enums[kind.name]
