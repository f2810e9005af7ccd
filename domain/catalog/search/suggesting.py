"""How what is half typed may go on: names of goods, shelves, makers, what others looked for."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.catalog.models import Product
from domain.catalog.queries import products_by_ids, visible_products
from domain.catalog.search.found import rows
from domain.catalog.search.journal import plain_text
from domain.catalog.search.port import Suggestions
from domain.catalog.words import terms_of
from domain.shared import sql
from domain.shared.context import Context

PUNCTUATION = re.compile(r"(?![a-z0-9])[\x21-\x7e]")
NAME = "A"  # the weight of words in names
LETTERS_MIN = 2  # of a Latin prefix; one letter begins a third of all names
POPULAR = 3  # successful searches; what fewer people looked for is theirs alone
ALIKE = 4  # products looked at for each one shown, as many have the same name

PRODUCTS = """
SELECT p.id FROM ({visible}) AS p JOIN product_listing l ON l.product_id = p.id
WHERE p.search @@ ${query}::text::tsquery
ORDER BY l.units_sold DESC, l.product_id DESC LIMIT {limit}
"""
# Where a word of a name begins like this. Chinese words stand without blanks: there, anywhere.
CATEGORIES = """
SELECT DISTINCT category.id, length(category.name), category.name
FROM category LEFT JOIN category_translation words ON words.category_id = category.id
WHERE lower(category.name) ~ $1 OR lower(words.name) ~ $1
ORDER BY 2, 3 LIMIT $2
"""
BRANDS = """
SELECT id FROM brand WHERE lower(name) ~ $1 ORDER BY length(name), name LIMIT $2
"""
TEXTS = """
SELECT text FROM searched_text
WHERE text LIKE $1 AND searches - misses >= $2 AND text <> $3
ORDER BY searches - misses DESC, text LIMIT $4
"""


async def suggest(ctx: Context, prefix: str, first: int) -> Suggestions:
    """Up to so many of each kind; nothing as long as too little is typed.

    Raises:
        SearchTooSlow: it took too long.
    """
    terms = terms_of(prefix, NAME)
    if not terms or (len(terms) == 1 and terms[0].typed.isascii() and _is_short(terms[0].typed)):
        return Suggestions()
    begins = _beginning(plain_text(prefix))
    return Suggestions(
        products=await _products(ctx, " & ".join(term.query for term in terms), first),
        category_ids=_ids(await rows(CATEGORIES, [begins, first])),
        brand_ids=_ids(await rows(BRANDS, [begins, first])),
        texts=await _texts(plain_text(prefix), first),
    )


async def _products(ctx: Context, query: str, first: int) -> list[Product]:
    """The best sold, each name once."""
    visible, values = sql.written(visible_products(ctx), "id", "search")
    statement = PRODUCTS.format(visible=visible, query=len(values) + 1, limit=first * ALIKE)
    ids = _ids(await rows(statement, [*values, query]))
    found = await products_by_ids(ctx, ids)
    by_name = {found[key].name: found[key] for key in reversed(ids) if key in found}
    return list(reversed(by_name.values()))[:first]


async def _texts(prefix: str, first: int) -> list[str]:
    begins = prefix.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    found = await rows(TEXTS, [f"{begins}%", POPULAR, prefix, first])
    return [row["text"] for row in found]


def _beginning(text: str) -> str:
    """A pattern for a word that begins like this."""
    letters = PUNCTUATION.sub(r"\\\g<0>", text)
    return rf"(^|[^[:alnum:]]){letters}" if text[:1].isascii() else letters


def _is_short(typed: str) -> bool:
    return len(typed) < LETTERS_MIN


def _ids(found: Sequence[dict[str, Any]]) -> list[UUID]:
    return [row["id"] for row in found]
