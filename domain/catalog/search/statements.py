"""A search as SQL: one page, the count, the facets. Every value is a parameter.

A page begins behind the last row of the page before it, by the very values it was sorted by, so
that the thousandth page costs what the first does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.catalog.queries import visible_products
from domain.catalog.search.port import Facet, ProductSearch, SearchSort
from domain.catalog.search.preparing import Prepared
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.paging import Order, Window, decode_cursor, instant

COLUMNS = ("id", "category_id", "brand_id", "search", "created_at")
# How much a word weighs in a description, in a tag, in a brand or category, in a name.
WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"
LENGTH_COUNTS = 1  # of the ways of ts_rank: a long text is divided by the logarithm of its length
STEPS = 1_000_000  # relevance is a whole number of these, so that a cursor meets it again exactly
# The best seller stands as if its words fitted by so much better; half of that at so many units.
SALES_SHARE = 0.3
SALES_HALF = 50.0  # units in 28 days
SKU_STEPS = 1_000_000_000  # who types a SKU means that
FACET_BUCKETS_MAX = 20  # of each kind; the largest
PRICE_LADDER = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # major units of the currency

IN_CATEGORY = """p.category_id = ANY(ARRAY(
    SELECT below.id FROM category shelf JOIN category below
    ON below.id = shelf.id OR starts_with(below.path, shelf.path || '/')
    WHERE shelf.id = ANY({}::uuid[])))"""
HAS_TAG = """p.id IN (
    SELECT product_id FROM product_tag JOIN tag ON tag.id = tag_id
    WHERE tag.name = ANY({}::text[]))"""


@dataclass(frozen=True, slots=True)
class Key:
    """What a page is sorted by: a column, which row breaks ties, and which way."""

    column: str
    row_id: str
    order: Order


RELEVANCE = Order("SEARCH_RELEVANCE", "key", descending=True, value=int)
KEYS: Mapping[SearchSort, Key] = {
    SearchSort.RELEVANCE: Key("key", "id", RELEVANCE),
    SearchSort.SALES: Key(
        "l.units_sold", "l.product_id", Order("SEARCH_SALES", "key", descending=True, value=int)
    ),
    SearchSort.PRICE: Key(
        "s.lowest_minor", "s.product_id", Order("SEARCH_PRICE", "key", value=int)
    ),
    SearchSort.PRICE_DESC: Key(
        "s.lowest_minor",
        "s.product_id",
        Order("SEARCH_PRICE_DESC", "key", descending=True, value=int),
    ),
    SearchSort.NEWEST: Key(
        "p.created_at", "p.id", Order("SEARCH_NEWEST", "key", descending=True, value=instant)
    ),
}

BY_LISTING = {SearchSort.RELEVANCE, SearchSort.SALES}
BY_PRICE = {SearchSort.PRICE, SearchSort.PRICE_DESC}


@dataclass(slots=True)
class Asked:
    """A search being put into SQL: what was typed as a tsquery (None finds SKUs alone, or without
    words everything), and the parameters so far."""

    ctx: Context
    search: ProductSearch
    prepared: Prepared
    query: str | None
    values: list[object] = field(default_factory=list)

    @property
    def sort(self) -> SearchSort:
        """Without words nothing fits better than anything else: then what sells comes first."""
        wordless = self.search.sort is SearchSort.RELEVANCE and not self.search.text
        return SearchSort.SALES if wordless else self.search.sort

    def page(self, window: Window) -> tuple[str, list[object]]:
        """The ids and keys of one page and one row more."""
        key = KEYS[self.sort]
        backwards, descending = window.backwards, key.order.descending
        way = "DESC" if descending is not backwards else "ASC"
        source = self._from(listing=self.sort in BY_LISTING, price=self.sort in BY_PRICE)
        conditions = [*self._words(), *self._filters().values()]
        bounds = self._bounds(window, key)
        tail = f"ORDER BY {key.column} {way}, {key.row_id} {way} LIMIT {window.size + 1}"
        if self.sort is SearchSort.RELEVANCE:
            inner = f"SELECT p.id, {self._relevance()} AS key FROM {source}{_where(conditions)}"
            return f"SELECT id, key FROM ({inner}) AS m{_where(bounds)} {tail}", self.values
        found = f"SELECT p.id, {key.column} AS key FROM {source}{_where([*conditions, *bounds])}"
        return f"{found} {tail}", self.values

    def count(self) -> tuple[str, list[object]]:
        """How many there are."""
        source = self._from(listing=False, price=self.sort in BY_PRICE)
        conditions = [*self._words(), *self._filters().values()]
        return f"SELECT count(*) FROM {source}{_where(conditions)}", self.values

    def exists(self) -> tuple[str, list[object]]:
        """Whether anything has these words, whatever the filters."""
        source = self._from(listing=False, price=False)
        return f"SELECT EXISTS (SELECT FROM {source}{_where(self._words())})", self.values

    def facets(self, price_bounds: Sequence[int]) -> tuple[str, list[object]]:
        """A row for each bucket. Everything is read once, with a mark for each filter it passes."""
        source = self._from(listing=True, price=self.search.currency is not None, all_prices=True)
        filters = self._filters()
        marks = "".join(f", ({filters[each]}) AS in_{each}" for each in filters)
        price = ", s.lowest_minor" if self.search.currency is not None else ""
        matched = (
            f"SELECT p.id, p.category_id, p.brand_id, l.is_available{price}{marks}"
            f" FROM {source}{_where(self._words())}"
        )
        parts = [
            self._bucket(facet, filters, key, source)
            for facet, key, source in (
                (Facet.CATEGORY, "category_id", ""),
                (Facet.BRAND, "brand_id", ""),
                (Facet.TAG, "tag_id", " JOIN product_tag ON product_tag.product_id = matched.id"),
                (Facet.AVAILABILITY, "is_available", ""),
            )
        ]
        if self.search.currency is not None:
            bounds = f"{self._add(list(price_bounds))}::bigint[]"
            parts.append(
                self._bucket(Facet.PRICE, filters, f"width_bucket(lowest_minor, {bounds})")
            )
        return f"WITH matched AS MATERIALIZED ({matched}) {' UNION ALL '.join(parts)}", self.values

    def _bucket(
        self, facet: Facet, filters: Mapping[Facet, str], key: str, source: str = ""
    ) -> str:
        others = [f"in_{each}" for each in filters if each is not facet]
        return (
            f"(SELECT '{facet}' AS facet, ({key})::text AS key, count(*)::int AS count"
            f" FROM matched{source}{_where([*others, f'({key}) IS NOT NULL'])}"
            f" GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {FACET_BUCKETS_MAX})"
        )

    def _from(self, *, listing: bool, price: bool, all_prices: bool = False) -> str:
        """The products that the actor may know of, with what else is asked about them."""
        visible, self.values = sql.written(visible_products(self.ctx), *COLUMNS)
        source = f"({visible}) AS p"
        if listing or self.search.is_available is not None:
            source += " JOIN product_listing l ON l.product_id = p.id"
        if price or self._has_price_range:
            kind = "LEFT JOIN" if all_prices else "JOIN"
            currency = self._add(self.search.currency)
            source += (
                f" {kind} product_price_span s"
                f" ON s.product_id = p.id AND s.currency = {currency}::varchar"
            )
        return source

    @property
    def _has_price_range(self) -> bool:
        return self.search.price_min_minor is not None or self.search.price_max_minor is not None

    def _words(self) -> list[str]:
        if not self.search.text:
            return []
        found = [f"p.search @@ {self._add(self.query)}::text::tsquery"] if self.query else []
        if self.prepared.skus:
            found.append(f"p.id = ANY({self._add(list(self.prepared.skus))}::uuid[])")
        return [f"({' OR '.join(found)})" if found else "false"]

    def _filters(self) -> dict[Facet, str]:
        search, found = self.search, dict[Facet, str]()
        if search.category_ids:
            found[Facet.CATEGORY] = IN_CATEGORY.format(self._add(list(search.category_ids)))
        if search.brand_ids:
            found[Facet.BRAND] = f"p.brand_id = ANY({self._add(list(search.brand_ids))}::uuid[])"
        if search.tags:
            found[Facet.TAG] = HAS_TAG.format(self._add(list(search.tags)))
        if self._has_price_range:
            low = search.price_min_minor or 0
            range_ = [f"s.lowest_minor >= {self._add(low)}::bigint"]
            if search.price_max_minor is not None:
                range_.append(f"s.lowest_minor <= {self._add(search.price_max_minor)}::bigint")
            found[Facet.PRICE] = f"({' AND '.join(range_)})"
        if search.is_available is not None:
            found[Facet.AVAILABILITY] = (
                "l.is_available" if search.is_available else ("NOT l.is_available")
            )
        return found

    def _relevance(self) -> str:
        """How well the words fit, more if it sells, more or less if it is boosted."""
        rank = "0"
        if self.query:
            query = f"{self._add(self.query)}::text::tsquery"
            rank = f"ts_rank('{WEIGHTS}', p.search, {query}, {LENGTH_COUNTS})"
        sales = f"(1 + {SALES_SHARE} * l.units_sold / (l.units_sold + {SALES_HALF}))"
        steps = f"{rank} * {sales} * {STEPS}{self._boost()}"
        if self.prepared.skus:
            skus = self._add(list(self.prepared.skus))
            steps += f" + CASE WHEN p.id = ANY({skus}::uuid[]) THEN {SKU_STEPS} ELSE 0 END"
        return f"({steps})::int"

    def _boost(self) -> str:
        if not self.prepared.has_boosts:
            return ""
        boosts = f"{self._add(self.prepared.boosts)}::text::jsonb"
        things = ("p.id", "p.brand_id", "p.category_id")
        return "".join(
            f" * coalesce(({boosts} ->> {thing}::text)::float8 / 100, 1)" for thing in things
        )

    def _bounds(self, window: Window, key: Key) -> list[str]:
        found = []
        for cursor, name, sign in (
            (window.after, "after", "<" if key.order.descending else ">"),
            (window.before, "before", ">" if key.order.descending else "<"),
        ):
            if cursor is None:
                continue
            value, row_id = decode_cursor(key.order, cursor, name)
            cast = "timestamptz" if key.order.value is instant else "bigint"
            place = f"({self._add(value)}::{cast}, {self._add(row_id)}::uuid)"
            found.append(f"({key.column}, {key.row_id}) {sign} {place}")
        return found

    def _add(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def price_bounds(minor_digits: int) -> list[int]:
    """The ladder in minor units. A currency without any begins a hundred times higher."""
    unit: int = 10 ** (minor_digits or 2)
    return [unit * step for step in PRICE_LADDER]
