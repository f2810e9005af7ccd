"""What must be known before a search can be put into SQL, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from domain.catalog.search.asking import Synonyms, key_of, keys_in
from domain.catalog.words import Term
from domain.shared import sql

# Of shelves inside each other the inner one's boost counts: it comes last.
PREPARE = """
SELECT
    ARRAY(SELECT product_id FROM product_variant WHERE sku = ANY($1::text[])) AS skus,
    (SELECT coalesce(jsonb_agg(jsonb_build_array(words, also) ORDER BY name), '[]')::text
     FROM search_synonym WHERE keys && $2::text[]) AS synonyms,
    (SELECT coalesce(jsonb_object_agg(term, docs), '{}')::text
     FROM search_term WHERE term = ANY($3::text[])) AS docs,
    (SELECT coalesce(jsonb_object_agg(thing, percent ORDER BY depth), '{}')::text FROM (
        SELECT coalesce(product_id, brand_id) AS thing, percent, 0 AS depth FROM search_boost
        WHERE category_id IS NULL
        AND coalesce(starts_at <= $4, true) AND coalesce(ends_at > $4, true)
        UNION ALL
        SELECT inner_shelf.id, percent, shelf.depth
        FROM search_boost JOIN category shelf ON shelf.id = category_id
        JOIN category inner_shelf
            ON inner_shelf.id = shelf.id OR starts_with(inner_shelf.path, shelf.path || '/')
        WHERE coalesce(starts_at <= $4, true) AND coalesce(ends_at > $4, true)
    ) AS boosted) AS boosts
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Products whose SKU was typed; synonyms by key; how many products have each word; boosts as
    JSON, percent by the id of a product, brand or shelf."""

    skus: Sequence[UUID]
    synonyms: Synonyms
    docs: Mapping[str, int]
    boosts: str

    @property
    def has_boosts(self) -> bool:
        """Whether anything stands higher or lower than its words would have it."""
        return self.boosts != "{}"


async def prepare(text: str, terms: Sequence[Term], now: datetime) -> Prepared:
    """Look up what was typed."""
    typed = text.strip()
    row = await sql.row(
        PREPARE,
        list(dict.fromkeys([typed, typed.upper()])),
        keys_in(terms),
        [term.typed for term in terms],
        now,
    )
    assert row is not None, "a SELECT without a FROM has a row"
    return Prepared(
        skus=row["skus"],
        synonyms=_synonyms(orjson.loads(row["synonyms"])),
        docs=orjson.loads(row["docs"]),
        boosts=row["boosts"],
    )


def _synonyms(sets: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Synonyms:
    found: dict[str, list[str]] = {}
    for words, also in sets:
        for word in words:
            key = key_of(word)
            others = also or [other for other in words if other != word]
            if key is not None:
                found.setdefault(key, []).extend(others)
    return {key: list(dict.fromkeys(others)) for key, others in found.items()}
