"""Searching in the shop's own database: full text by a GIN index, sorted by keys of an index.

Nothing here writes. What is typed wrong is corrected only where nothing has the words as they were
typed; where nothing has the corrected words either, what has some of them is shown.
"""

from dataclasses import replace

from domain.catalog.search.asking import Wording, asked, worded
from domain.catalog.search.found import PostgresFound
from domain.catalog.search.port import Found, ProductSearch, SearchMatch, Suggestions
from domain.catalog.search.preparing import Prepared, prepare
from domain.catalog.search.spelling import corrected, corrections, doubtful
from domain.catalog.search.suggesting import suggest
from domain.shared.context import Context

NOTHING_TYPED = Prepared(skus=(), synonyms={}, docs={}, boosts="{}")


class PostgresSearch:
    """The search engine that every shop has."""

    async def find(self, ctx: Context, search: ProductSearch) -> Found:
        """Look what the words come to: all of them, the same corrected, or some of them."""
        if not search.text:
            return PostgresFound(ctx, search, NOTHING_TYPED, None)
        terms = asked(search.text)
        prepared = await prepare(search.text, terms, ctx.now)
        if not terms:
            return PostgresFound(
                ctx, search, prepared, None, SearchMatch.ALL if prepared.skus else SearchMatch.NONE
            )
        wording = worded(terms, prepared.synonyms)
        found = PostgresFound(ctx, search, prepared, wording.all_of_them)
        if await found.is_something():
            return await _hinted(found, wording)
        return await _next_best(found, wording)

    async def suggest(self, ctx: Context, prefix: str, first: int) -> Suggestions:
        """How what is half typed may go on."""
        return await suggest(ctx, prefix, first)


async def _hinted(found: PostgresFound, wording: Wording) -> PostgresFound:
    """With what may have been meant, if a word that was typed is rare and another is usual."""
    docs = found.prepared.docs
    rare = [word for word in doubtful(wording.terms, docs) if word in docs]
    if not (better := await corrections(rare, docs)):
        return found
    text = corrected(wording.terms, better)
    meant = replace(found, query=worded(asked(text), found.prepared.synonyms).all_of_them)
    return replace(found, did_you_mean=text) if await meant.is_something() else found


async def _next_best(found: PostgresFound, wording: Wording) -> PostgresFound:
    """Where nothing has all the words: the same without slips, or with fewer of the words."""
    docs = found.prepared.docs
    if better := await corrections(doubtful(wording.terms, docs), docs):
        text = corrected(wording.terms, better)
        wording = worded(asked(text), found.prepared.synonyms)
        meant = replace(found, query=wording.all_of_them, corrected=text)
        if await meant.is_something():
            return replace(meant, match=SearchMatch.CORRECTED)
    for query in wording.ways():
        some = replace(found, query=query)
        if await some.is_something():
            return replace(some, match=SearchMatch.SOME)
    return replace(found, match=SearchMatch.NONE)
