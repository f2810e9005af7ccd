"""The words of the catalog, each once: what a slip of the finger is compared with.

Only words of the Latin alphabet: Chinese is typed by choosing, and is found by its characters.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from domain.catalog.words import words_of
from domain.shared import sql

WORD = re.compile("[a-z]{3,32}")

# One statement, in the order of the alphabet: who brings the same new words in another order waits
# at the first that both bring, holding none behind it. How many products a word finds is counted
# by a timer: rows that everybody updates with every product would have all writers wait for one
# another.
NOTE = """
INSERT INTO search_term (term, docs) SELECT word, 1 FROM unnest($1::text[]) AS word ORDER BY word
ON CONFLICT DO NOTHING
"""
COUNT = """
WITH counted AS MATERIALIZED (
    SELECT word, ndoc FROM ts_stat($q$SELECT search FROM product WHERE status = 'published'$q$)
    WHERE word ~ '^[a-z]{3,32}$'
), gone AS (
    UPDATE search_term SET docs = 0
    WHERE docs > 0 AND NOT EXISTS (SELECT FROM counted WHERE word = term)
)
INSERT INTO search_term (term, docs) SELECT word, ndoc FROM counted ORDER BY word
ON CONFLICT (term) DO UPDATE SET docs = excluded.docs WHERE search_term.docs <> excluded.docs
"""


async def note_terms(texts: Iterable[str]) -> None:
    """Know the words of texts from now on, in the transaction that brings them."""
    await note_words(words_of(*texts))


async def note_words(words: Iterable[str]) -> None:
    """The same of words that are cut already."""
    known = sorted({word for word in words if WORD.fullmatch(word)})
    if known:
        await sql.execute(NOTE, known)


async def count_terms(now: datetime) -> None:
    """Count in how many published products each word stands. Repeating it changes nothing."""
    await sql.execute(COUNT)
