"""How what staff say of searching is read: a table for each type."""

from collections.abc import Mapping

from domain.catalog.search import journal, set_boost, set_synonyms
from schema.engine.mapping import Column, Computed, Listed, One, Read, Root

LAST = Computed(("missed_at", "searched_at"), lambda context, missed, last: missed or last)
READS = (
    Read("SearchSynonymSet", set_synonyms.visible_synonyms, {}),
    Read(
        "SearchBoost",
        set_boost.visible_boosts,
        {
            "product": One("Product", key="product_id"),
            "category": One("Category", key="category_id"),
            "brand": One("Brand", key="brand_id"),
        },
    ),
    Read(
        "SearchZeroResult",
        journal.visible_misses,
        {"query": Column("text"), "count": Column("misses"), "lastAt": LAST},
    ),
)
ROOTS: Mapping[str, Root] = {
    "searchSynonyms": Listed("SearchSynonymSet", lambda args: set_synonyms.BY_NAME),
    "searchBoosts": Listed("SearchBoost", lambda args: set_boost.NEWEST),
    "searchZeroResults": Listed("SearchZeroResult", lambda args: journal.MOST_MISSED),
}
