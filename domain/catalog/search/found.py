"""What a search came to in the shop's own database: its page, its count, its facets."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from domain.catalog.models import Product
from domain.catalog.queries import products_by_ids
from domain.catalog.search.errors import SearchTooSlow
from domain.catalog.search.port import Bucket, Facet, Facets, ProductSearch, SearchMatch
from domain.catalog.search.preparing import Prepared
from domain.catalog.search.statements import KEYS, Asked, price_bounds
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.money import MINOR_DIGITS
from domain.shared.paging import Page, Window, cursor_of

SECONDS_MAX = 3  # for one statement; more words or filters make it quick


@dataclass(frozen=True, slots=True)
class PostgresFound:
    """What the words came to in the database: which tsquery finds something."""

    ctx: Context
    search: ProductSearch
    prepared: Prepared
    query: str | None
    match: SearchMatch = SearchMatch.ALL
    corrected: str | None = None
    did_you_mean: str | None = None

    async def is_something(self) -> bool:
        """Whether anything has these words, whatever the filters."""
        (row,) = await rows(*self._asked().exists())
        return bool(row["exists"])

    async def page(self, window: Window) -> Page[Product]:
        """One page: its ids and keys in one statement, and its products in another."""
        statement = self._asked()
        found = await rows(*statement.page(window))
        order = KEYS[statement.sort].order
        more, kept = len(found) > window.size, found[: window.size]
        if window.backwards:
            kept.reverse()
        products = await products_by_ids(self.ctx, [row["id"] for row in kept])
        kept = [row for row in kept if row["id"] in products]  # it may have gone meanwhile
        return Page(
            rows=[products[row["id"]] for row in kept],
            cursors=[cursor_of(order, row["key"], row["id"]) for row in kept],
            has_next=more if not window.backwards else window.before is not None,
            has_previous=more if window.backwards else window.after is not None,
        )

    async def count(self) -> int:
        """How many there are."""
        (row,) = await rows(*self._asked().count())
        count: int = row["count"]
        return count

    async def facets(self) -> Facets:
        """What they have in common, in one statement."""
        bounds = price_bounds(MINOR_DIGITS.get(self.search.currency or "", 0))
        buckets: dict[Facet, list[Bucket]] = defaultdict(list)
        for row in await rows(*self._asked().facets(bounds)):
            buckets[Facet(row["facet"])].append(Bucket(row["key"], row["count"]))
        buckets[Facet.PRICE].sort(key=lambda bucket: int(bucket.key))
        return Facets(buckets, bounds)

    def _asked(self) -> Asked:
        return Asked(self.ctx, self.search, self.prepared, self.query)


async def rows(
    statement: str, values: list[object], *, seconds: float = SECONDS_MAX
) -> list[dict[str, Any]]:
    """Run a statement that might have to look at everything.

    Raises:
        SearchTooSlow: it took too long.
    """
    try:
        return await sql.rows_within(seconds, statement, *values)
    except sql.TookTooLong:
        raise SearchTooSlow(SECONDS_MAX) from None
