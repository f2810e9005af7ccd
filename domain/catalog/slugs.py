"""Slugs: names for addresses, made from names for people, each given once."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import count

from tortoise.expressions import Q
from tortoise.models import Model

from domain.shared import sql
from domain.shared.ids import new_id

SLUG_LENGTH_MAX = 100  # characters; five of them still fit a category's path
FALLBACK_LENGTH = 8  # characters


def slug_of(names: Iterable[str], prefix: str) -> str:
    """The first name that can be written in ASCII, as a slug; else the prefix and a short id."""
    for name in names:
        ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", ascii_only.lower().replace("'", ""))
        if slug := "-".join(words)[:SLUG_LENGTH_MAX].strip("-"):
            return slug
    return f"{prefix}-{new_id().hex[-FALLBACK_LENGTH:]}"


async def free_slug(kind: type[Model], wanted: str) -> str:
    """`wanted`, or with the first number behind it that nobody has.

    Call it in the transaction that uses it: until that ends, whoever wants the same one waits.
    """
    await sql.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{kind.__name__} slug {wanted}"
    )
    alike = kind.filter(Q(slug=wanted) | Q(slug__startswith=f"{wanted}-"))
    taken = {row["slug"] for row in await alike.values("slug")}
    if wanted not in taken:
        return wanted
    return next(slug for number in count(2) if (slug := f"{wanted}-{number}") not in taken)
