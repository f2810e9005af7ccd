"""Bringing secrets that were sealed under TRADEGRAPH_SECRET under the data keys."""

import logging

from domain.shared import sql
from domain.webhooks.sealing import PLACES, CannotOpen, Sealing

logger = logging.getLogger(__name__)


async def reseal_secrets(sealing: Sealing) -> int:
    """Seal anew what is left in the old form; how many secrets were.

    One that cannot be read stays as it is, for whoever rotates it. Repeating it, or several at
    once, is harmless: what somebody changed meanwhile is theirs.
    """
    done = 0
    for place in PLACES:
        table, column = place.split(".")
        # The new form is parted by dots, which base64 has none of.
        old = await sql.rows(f"SELECT id, {column} AS sealed FROM {table} WHERE {column} !~ '[.]'")
        for row in old:
            try:
                text = sealing.open(row["sealed"], owner=row["id"], place=place)
            except CannotOpen:
                logger.warning("The secret of webhook %s cannot be read: rotate it", row["id"])
                continue
            done += await sql.execute(
                f"UPDATE {table} SET {column} = $3 WHERE id = $1 AND {column} = $2",
                *(row["id"], row["sealed"], sealing.seal(text, owner=row["id"], place=place)),
            )
    return done
