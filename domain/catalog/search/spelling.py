"""Slips of the finger: the word of the catalog that somebody probably meant.

Words that share threes of letters with the one typed come from an index; of these the nearest
counts, by the number of letters to insert, leave out, exchange or swap (optimal string alignment).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from domain.catalog.words import Term, stem_of
from domain.shared import sql

SHORTEST = 4  # letters; in a shorter word every letter may be meant
LONG = 7  # letters; from here on two slips are one too many no more
RARE = 2  # products; a word that so few have may be somebody's slip
MORE_USUAL = 20  # times as many products have what may have been meant
CANDIDATES = 60  # words, for each that was typed

NEAR = """
SELECT asked.word, near.term, near.docs
FROM unnest($1::text[]) AS asked (word) CROSS JOIN LATERAL (
    SELECT term, docs FROM search_term
    WHERE grams && threes(asked.word) AND docs > 0 AND term <> asked.word
    AND length(term) BETWEEN length(asked.word) - 2 AND length(asked.word) + 2
    ORDER BY cardinality(
        ARRAY(SELECT unnest(grams) INTERSECT SELECT unnest(threes(asked.word)))) DESC, docs DESC
    LIMIT $2
) AS near
"""


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the catalog that is not far from one that was typed."""

    term: str
    docs: int
    distance: int


def doubtful(terms: Sequence[Term], docs: Mapping[str, int]) -> list[str]:
    """The words that few products have, or none."""
    return [
        term.typed
        for term in dict.fromkeys(terms)
        if _may_be_a_slip(term) and docs.get(term.typed, 0) <= RARE
    ]


async def corrections(words: Sequence[str], docs: Mapping[str, int]) -> dict[str, str]:
    """For each of these words the one that was probably meant, where there is one."""
    if not words:
        return {}
    found: dict[str, list[Near]] = defaultdict(list)
    for row in await sql.rows(NEAR, list(words), CANDIDATES):
        distance = OSA.distance(row["word"], row["term"])
        found[row["word"]].append(Near(row["term"], row["docs"], distance))
    best = {word: _best(word, near, docs.get(word, 0)) for word, near in found.items()}
    return {word: term for word, term in best.items() if term is not None}


def corrected(terms: Sequence[Term], better: Mapping[str, str]) -> str:
    """What was typed with those words in place; Chinese without blanks, as it is written."""
    text = ""
    for before, term in zip([None, *terms], terms, strict=False):
        close = before is None or (before.is_chinese and term.is_chinese)
        text += ("" if close else " ") + better.get(term.typed, term.typed)
    return text


def _may_be_a_slip(term: Term) -> bool:
    return len(term.typed) >= SHORTEST and term.typed.isascii() and term.typed.isalpha()


def _best(word: str, near: Sequence[Near], docs: int) -> str | None:
    """The nearest; of equals the one that begins alike, then the one that more products have.

    The words of the catalog stand as written and as stems. Where a stem stands in no more products
    than the words it is the stem of, it is hardly a word itself, and one of those is shown.
    """
    slips = 1 if len(word) < LONG else 2
    meant = [each for each in near if each.distance <= slips and each.docs >= docs * MORE_USUAL]
    if not meant:
        return None
    best = min(meant, key=lambda each: (each.distance, each.term[0] != word[0], -each.docs))
    kin = [each for each in near if each.term != best.term and stem_of(each.term) == best.term]
    if kin and best.docs <= sum(each.docs for each in kin):
        return min(kin, key=lambda each: (each.distance, -each.docs)).term
    return best.term
