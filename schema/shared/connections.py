"""Lists that can grow: Relay connections over keyset pages."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from domain.shared.paging import Page, Window

T = TypeVar("T")

First = Annotated[
    int | None,
    strawberry.argument(description="How many from the start, 1 to 100; 20 if nothing is said."),
]
After = Annotated[
    str | None, strawberry.argument(description="Start behind this cursor of the same list.")
]
Last = Annotated[
    int | None,
    strawberry.argument(description="How many from the end, 1 to 100."),
]
Before = Annotated[
    str | None, strawberry.argument(description="End before this cursor of the same list.")
]
Search = Annotated[
    str | None, strawberry.argument(description="Words to look for, in English or Chinese.")
]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether more follows this page.")
    has_previous_page: bool = strawberry.field(description="Whether anything comes before it.")
    start_cursor: str | None = strawberry.field(
        description="The first row's cursor, none on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The last row's cursor, none on an empty page."
    )


@strawberry.type(description="One row of a page, with its place in the list.")
class Edge(Generic[T]):
    """Relay's edge."""

    cursor: str = strawberry.field(description="This row's place, for `after` and `before`.")
    node: T = strawberry.field(description="The row itself.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    """Relay's connection, with `nodes` for those who need no cursors."""

    edges: list[Edge[T]] = strawberry.field(description="The rows with their cursors.")
    nodes: list[T] = strawberry.field(description="The rows alone.")
    page_info: PageInfo = strawberry.field(description="Where this page stands in its list.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="How many rows the whole list has. Counted only if asked for.")
    async def total_count(self) -> int:
        return await self.count()


def window(first: int | None, after: str | None, last: int | None, before: str | None) -> Window:
    """The four Relay arguments as the domain takes them."""
    return Window(first=first, after=after, last=last, before=before)


def connect(
    page: Page[Any], show: Callable[[Any], T], count: Callable[[], Awaitable[int]]
) -> Connection[T]:
    """A page as a connection; `show` turns a row into its type."""
    nodes = [show(row) for row in page.rows]
    return Connection(
        edges=[
            Edge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)
        ],
        nodes=nodes,
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        ),
        count=count,
    )
