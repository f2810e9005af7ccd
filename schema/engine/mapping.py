"""How fields are read: the words in which the tables beside the Strawberry types are written.

A table says for every field of a type which column it is, or which relation by which key. What
has no row in a table is answered by its resolver, on graphql-core.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.shared.context import Context
from domain.shared.outbox import AggregateType
from domain.shared.paging import Order
from realtime.messages import StoredEvent
from schema.shared.context import GraphContext

Args = Mapping[str, Any]  # a field's arguments, by the names they have in Python
Rows = Any  # a query of the ORM's that was not run
Visible = Callable[[Context], Rows]  # what somebody may see of a kind of thing
Asked = Callable[[GraphContext, Args], Any]  # a value that depends on who asks, or for what


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a column."""

    name: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A value that the database works out. In `sql`, `{row}` is the row, other names are `asked`.

    `attribute` is what the model calls the same, if it has it. `reads` are the tables that it looks
    into beside its own. `above` is a key and a column: of the row that the key names it is that
    column, so that there is nothing to look for where that row is at hand.
    """

    sql: str
    asked: Mapping[str, Asked] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    attribute: str | None = None
    reads: tuple[str, ...] = ()
    above: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that Python works out of columns and other values of the same row.

    `make` is handed the context and those values. `is_personal` says that the context matters,
    `discloses` is the permission by which others than its owner are shown it.
    """

    of: tuple["str | Expression", ...]
    make: Callable[..., Any]
    is_personal: bool = False
    discloses: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """The same where Python writes the value as the wire has it, of values of the row alone.

    `sql` writes the same text in the database, if it can: `{0}` is the first of those values. It
    is never null.
    """

    of: tuple["str | Expression", ...]
    make: Callable[..., Any]
    sql: str = ""


@dataclass(frozen=True, slots=True)
class Masked:
    """A column that is kept sealed. `make` is handed the domain's context, the id of whom it is
    about (in `owner`) and the column. It opens it for whoever holds the permission `unless`, and
    notes that it did, so the database never writes it down; others are shown a mask.
    """

    column: str
    make: Callable[[Context, UUID, Any], Any]
    unless: str
    owner: str = "id"


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that is the same for every row: it depends on the request alone."""

    make: Callable[[GraphContext], Any]


@dataclass(frozen=True, slots=True)
class Part:
    """An object made of the same row: money of an amount and a currency."""

    fields: "Mapping[str, Field]"


@dataclass(frozen=True, slots=True)
class One:
    """The row of another table whose id is in `key`."""

    read: str
    key: str


@dataclass(frozen=True, slots=True)
class Link:
    """A table of links, or a subselect: its column that names this row, the one that names the
    other, and the order of links."""

    table: str
    here: str
    there: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """The rows of another table that name this row in `by`, in `order` (columns, `-` for last
    first), as many as there are; or those that a table of links names with it. `equals` are
    conditions on their columns, None for no condition; `where` is one in SQL, in which `{row}` is
    such a row. `only_first` makes it one row, or null. `asked` are values of this field's
    arguments, for the expressions inside the rows.
    """

    read: str
    by: str = ""
    order: tuple[str, ...] = ()
    link: Link | None = None
    equals: Mapping[str, Asked] = field(default_factory=dict)
    where: str = ""
    only_first: bool = False
    columns: tuple[str, ...] = ()
    asked: Mapping[str, Asked] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Depending:
    """One way where any of these arguments is written, and another where none is."""

    on: tuple[str, ...]
    written: "Many"
    otherwise: "Many"


@dataclass(frozen=True, slots=True)
class Pages:
    """The same, a page at a time: a connection. `equals` are conditions as those of `Many`."""

    read: str
    by: str
    order: Order
    narrow: Callable[[Context, Rows], Rows] | None = None
    equals: Mapping[str, Asked] = field(default_factory=dict)


Where = Mapping[str, object] | None
Field = (
    Column
    | Expression
    | Computed
    | Written
    | Masked
    | Stated
    | Part
    | One
    | Many
    | Depending
    | Pages
)


@dataclass(frozen=True, slots=True)
class Read:
    """How things of one type are read: which rows somebody may see, and what each field is.

    Fields go by their GraphQL names. `id` and the plain columns need no row in the table. Where
    a type is made of rows of several kinds, each kind has a table with a name of its own.
    """

    name: str
    visible: Visible
    fields: Mapping[str, Field]
    of_type: str = ""

    @property
    def type(self) -> str:
        """The GraphQL type."""
        return self.of_type or self.name


@dataclass(frozen=True, slots=True)
class Single:
    """A field at the root that is one thing, or null: that which `where` says, by its columns.

    `where` answers None where nothing is asked for; `columns` are those it may name, but for `id`.
    """

    read: str
    where: Callable[[GraphContext, Args], Where | Awaitable[Where]]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A field at the root that is a connection.

    `rows` makes the query where there is more to it than the page: where one of the arguments
    `narrowed` is given; else it is all that somebody may see. With none named, `rows` makes it
    always.
    """

    read: str
    order: Callable[[Args], Order]
    narrowed: tuple[str, ...] = ()
    rows: Callable[[Context, Args], Awaitable[Rows]] | None = None


@dataclass(frozen=True, slots=True)
class All:
    """A field at the root that is a plain list, of few."""

    read: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ById:
    """`node` and `nodes`: anything by its global id."""

    kinds: Sequence[str]
    most: int = 1  # ids at once


Root = Single | Listed | All | ById


@dataclass(frozen=True, slots=True)
class News:
    """A subscription to one thing, by the global id in the argument `id`.

    The field `shows` of its items is the thing as it is then; `fields` says how the others follow
    from a fact, but for those that all items share. `kind` is what facts call the thing.
    """

    read: str
    kind: AggregateType
    shows: str
    fields: Mapping[str, Callable[[Context, StoredEvent], object]]


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables: of the types by name, of the fields at the root, and of those that follow."""

    reads: Mapping[str, Read]
    roots: Mapping[str, Root]
    news: Mapping[str, News]


class Uncovered(Exception):
    """A document, or an answer, that the fast path leaves to graphql-core; it says why."""
