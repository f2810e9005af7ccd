"""Setting synonyms: words that find the same goods, or one way, words that find others' too."""

from collections.abc import Sequence

from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from domain.catalog.search.asking import key_of
from domain.catalog.search.models import SynonymSet
from domain.identity.scopes import Scope
from domain.shared import inputs, sql
from domain.shared.context import Context
from domain.shared.errors import InvalidInput
from domain.shared.paging import Order, Page, Window, page

WORDS_MAX = 50  # of one set
WORD_LENGTH_MAX = 80  # characters
SETS_MAX = 5_000
BY_NAME = Order("NAME", "name")
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('search_synonym', 0))"


async def set_synonyms(
    ctx: Context, name: str, words: Sequence[str], *, also: Sequence[str] = ()
) -> SynonymSet | None:
    """Let words find the same goods, in place of what the set of this name said before.

    With `also`, whoever types one of `words` finds `also` as well, and not the other way round.
    Without words the set goes; repeating the call changes nothing. The languages may be mixed.
    None where the set is gone.

    Raises:
        NotPermitted: the actor may not change the catalog.
        InvalidInput: a text empty or too long, too many, a single word that means nothing else.
    """
    ctx.require(Scope.CATALOG_WRITE)
    name = inputs.text(name, "name", longest=WORD_LENGTH_MAX)
    words, also = _checked(words, "words"), _checked(also, "also")
    if words and len({*words, *also}) < 2:
        raise InvalidInput("A synonym needs another word.", "words")
    async with in_transaction():
        await sql.execute(ONE_AT_A_TIME)
        if not words:
            await SynonymSet.filter(name=name).delete()
            return None
        known = await SynonymSet.get_or_none(name=name)
        if known is None and await SynonymSet.all().count() >= SETS_MAX:
            raise InvalidInput(f"There are at most {SETS_MAX} sets of synonyms.", "name")
        row = known or SynonymSet(name=name)
        keys = [key for word in words if (key := key_of(word)) is not None]
        said = {"words": words, "also": also, "keys": keys, "updated_at": ctx.now}
        if known is None or (row.words, row.also) != (words, also):
            await row.update_from_dict(said).save()
        return row


def visible_synonyms(ctx: Context) -> QuerySet[SynonymSet]:
    """The sets, for those who tend the catalog."""
    rows = SynonymSet.all()
    return rows if ctx.allows(Scope.CATALOG_READ) else rows.filter(id__in=[])


async def synonyms_page(ctx: Context, window: Window) -> Page[SynonymSet]:
    """The sets by name."""
    return await page(visible_synonyms(ctx), window, BY_NAME)


async def count_synonyms(ctx: Context) -> int:
    """How many sets there are."""
    return await visible_synonyms(ctx).count()


def _checked(words: Sequence[str], field: str) -> list[str]:
    found: dict[str, None] = {}
    for place, word in enumerate(inputs.items(words, field, most=WORDS_MAX)):
        text = inputs.text(word, field, str(place), longest=WORD_LENGTH_MAX)
        if key_of(text) is None:
            raise InvalidInput("A synonym is one to four words.", field, str(place))
        found[text] = None
    return list(found)
