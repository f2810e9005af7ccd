"""What a page of the shop asks: goods by words and filters, and suggestions while one types."""

from collections.abc import Sequence
from dataclasses import replace

from domain.catalog.search.journal import note_search
from domain.catalog.search.port import Found, ProductSearch, SearchEngine, SearchSort, Suggestions
from domain.catalog.search.postgres import PostgresSearch
from domain.shared import inputs
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.money import AMOUNT_MINOR_MAX, MINOR_DIGITS, WrongCurrency

QUERY_LENGTH_MAX = 200  # characters
CHOICES_MAX = 50  # categories, brands or tags at once
SUGGESTIONS = 5  # of each kind
SUGGESTIONS_MAX = 20  # of each kind
FIELD = "input"  # the path of what is asked


class Engine:
    """The search engine in use: the database's, unless another one is put in its place."""

    current: SearchEngine = PostgresSearch()


def use(engine: SearchEngine) -> None:
    """Let another engine find goods from now on."""
    Engine.current = engine


async def find_products(ctx: Context, search: ProductSearch) -> Found:
    """Look for goods. What was looked for is counted, without saying by whom.

    Raises:
        InvalidInput: a text too long, too many choices, or a price without its currency.
        WrongCurrency: we do not trade in it.
        SearchTooSlow: it took too long.
    """
    search = _checked(search)
    found = await Engine.current.find(ctx, search)
    if search.text:
        await note_search(ctx, search.text, found.match)
    return found


async def suggest_products(ctx: Context, prefix: str, first: int | None) -> Suggestions:
    """How what is half typed may go on.

    Raises:
        InvalidInput: a text too long, or too many wanted.
        SearchTooSlow: it took too long.
    """
    prefix = inputs.text(prefix, "prefix", longest=QUERY_LENGTH_MAX, required=False)
    wanted = SUGGESTIONS if first is None else first
    inputs.count(wanted, "first", highest=SUGGESTIONS_MAX)
    return await Engine.current.suggest(ctx, prefix, wanted)


def _checked(search: ProductSearch) -> ProductSearch:
    for choices, name in (
        (search.category_ids, "categoryIds"),
        (search.brand_ids, "brandIds"),
        (search.tags, "tags"),
    ):
        inputs.items(choices, FIELD, name, most=CHOICES_MAX)
    text = inputs.text(search.text, FIELD, "query", longest=QUERY_LENGTH_MAX, required=False)
    _check_prices(search)
    return replace(search, text=text, tags=_tags(search.tags))


def _tags(tags: Sequence[str]) -> list[str]:
    return [inputs.text(tag, FIELD, "tags", str(place)) for place, tag in enumerate(tags)]


def _check_prices(search: ProductSearch) -> None:
    bounds = (search.price_min_minor, search.price_max_minor)
    by_price = search.sort in {SearchSort.PRICE, SearchSort.PRICE_DESC}
    if search.currency is None and (by_price or bounds != (None, None)):
        raise InvalidInput("Prices need their currency.", FIELD, "currency")
    if search.currency is not None and search.currency not in MINOR_DIGITS:
        raise WrongCurrency(f"We do not trade in {search.currency}.", FIELD, "currency")
    if any(bound is not None and not 0 <= bound <= AMOUNT_MINOR_MAX for bound in bounds):
        raise InvalidInput("A price is not below zero and not beyond counting.", FIELD, "price")
