"""What people look for, and what they look for in vain: texts and how often, never by whom.

What looks like an e-mail address or a telephone number is left out before anything is written.
"""

import re
import unicodedata
from datetime import datetime

from tortoise.queryset import QuerySet

from domain.catalog.search.models import SearchedText
from domain.catalog.search.port import SearchMatch
from domain.identity.scopes import Scope
from domain.shared import sql
from domain.shared.context import Context
from domain.shared.ids import new_id
from domain.shared.paging import Order, Page, Window, page

TEXT_LENGTH_MAX = 100  # characters; what is longer is no search that anybody repeats
TEXTS_MAX = 50_000  # rows; the oldest go first (and each goes by a rule of retention)
MOST_MISSED = Order("MOST_MISSED", "misses", descending=True, value=int)

ADDRESS = re.compile(r"\S*@\S*")
NUMBER = re.compile(r"\+?\(?\d(?:[\s().-]*\d){5,}")  # six digits and more, however they are grouped
IN_VAIN = {SearchMatch.SOME, SearchMatch.NONE}

# Nobody waits for the disk here: what a crash takes with it is the count of a second.
NOTE = """
WITH hasty AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO searched_text (id, text, searches, misses, searched_at, missed_at)
SELECT $1, $2, 1, $3::int, $4, CASE WHEN $3::int = 1 THEN $4::timestamptz END FROM hasty
ON CONFLICT (text) DO UPDATE SET
    searches = searched_text.searches + 1,
    misses = searched_text.misses + excluded.misses,
    searched_at = greatest(searched_text.searched_at, excluded.searched_at),
    missed_at = greatest(searched_text.missed_at, excluded.missed_at)
"""
FORGET = """
DELETE FROM searched_text WHERE id IN (
    SELECT id FROM searched_text ORDER BY searched_at DESC, id DESC OFFSET $1)
"""


def plain_text(text: str) -> str:
    """A text as it is counted: in lower case, with single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def impersonal(text: str) -> str:
    """The same without what looks like an e-mail address or a telephone number."""
    return plain_text(NUMBER.sub(" ", ADDRESS.sub(" ", plain_text(text))))


async def note_search(ctx: Context, text: str, match: SearchMatch) -> None:
    """Count what somebody looked for, and whether nothing had all of their words."""
    kept = impersonal(text)
    if 0 < len(kept) <= TEXT_LENGTH_MAX:
        await sql.execute(NOTE, new_id(), kept, int(match in IN_VAIN), ctx.now)


async def forget_texts(now: datetime, *, most: int = TEXTS_MAX) -> int:
    """Keep what was looked for last, whoever types whatever to fill the table; how many went."""
    return await sql.execute(FORGET, most)


def visible_misses(ctx: Context) -> QuerySet[SearchedText]:
    """What was looked for in vain: for those who tend the catalog."""
    rows = SearchedText.filter(misses__gt=0)
    return rows if ctx.allows(Scope.CATALOG_READ) else rows.filter(id__in=[])


async def zero_results(ctx: Context, window: Window) -> Page[SearchedText]:
    """What was looked for in vain, most often first."""
    return await page(visible_misses(ctx), window, MOST_MISSED)


async def count_zero_results(ctx: Context) -> int:
    """How many such texts there are."""
    return await visible_misses(ctx).count()
