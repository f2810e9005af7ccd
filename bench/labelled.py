"""Queries with the goods that answer them: written by looking at the catalog's shelves and names.

`labels/search.tsv` says for each query which shelves (a pattern for the shelf's English name, or
for `the shelf around it: shelf` where it has a colon) or which names (a pattern for a product's
names in both languages) are what somebody wants who types that. No ids: whatever is imported is
judged by the same rules. Four of them were widened after looking at what was found, where goods of
another shelf answer as well, such as "Rolls, bagels": see `WIDENED`. `kind` is word, words, typo,
or other (the catalog has another word for it).
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

LABELS = Path(__file__).parent / "labels" / "search.tsv"
# Written from the names of shelves and goods alone, when the engine was done and before any answer
# was seen; nobody widened them.
HELD_OUT = Path(__file__).parent / "labels" / "held_out.tsv"
AT = 10  # products looked at
WIDENED = (
    "labels by shelf and name, in bench/labels/search.tsv; four rules were widened after looking at"
    " results, two of them (bagels, light bulbs) after the first figures, which were 0.84 of the"
    " products shown, 0.87 of as many as could be right, 0.03 without a result"
)

GOODS = """
SELECT p.id, lower(p.name || ' ' || coalesce(string_agg(t.name, ' '), '')) AS names,
       lower(c.name) AS shelf, lower(coalesce(above.name, '') || ': ' || c.name) AS place
FROM product p JOIN category c ON c.id = p.category_id
LEFT JOIN category above ON above.id = c.parent_id
LEFT JOIN product_translation t ON t.product_id = p.id
WHERE p.status = 'published' GROUP BY p.id, c.name, above.name
"""
# What a shop without a search engine does: the whole text somewhere in a name or description.
ILIKE = f"""
SELECT p.id FROM product p WHERE p.status = 'published' AND (
    p.name ILIKE $1 OR p.description ILIKE $1 OR EXISTS (
        SELECT FROM product_translation t
        WHERE t.product_id = p.id AND (t.name ILIKE $1 OR t.description ILIKE $1)))
ORDER BY p.name ILIKE $1 DESC, p.name, p.id LIMIT {AT}
"""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query, and what answers it."""

    query: str
    language: str
    kind: str
    relevant: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Score:
    """How the first ten answer: the share of those shown that is relevant; the same of as many as
    could be; and whether nothing is shown."""

    precision: float
    share: float
    is_empty: bool


def labelled(goods: Sequence[Any], labels: Path = LABELS) -> list[Labelled]:
    """The queries with what answers them among these goods; those that nothing answers are left
    out, for no engine could do anything with them."""
    with labels.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = [
        Labelled(row["query"], row["language"], row["kind"], _relevant(row, goods)) for row in rows
    ]
    return [each for each in found if each.relevant]


def _relevant(row: dict[str, str], goods: Sequence[Any]) -> frozenset[UUID]:
    shelf, name = (re.compile(row[key]) if row[key] else None for key in ("shelf", "name"))
    where = "place" if ":" in row["shelf"] else "shelf"
    return frozenset(
        each["id"]
        for each in goods
        if (shelf and shelf.search(each[where])) or (name and name.search(each["names"]))
    )


def score(query: Labelled, shown: Sequence[UUID]) -> Score:
    """How well the first ten answer a query."""
    first = shown[:AT]
    right = sum(key in query.relevant for key in first)
    return Score(
        precision=right / len(first) if first else 0.0,
        share=right / min(AT, len(query.relevant)),
        is_empty=not first,
    )
