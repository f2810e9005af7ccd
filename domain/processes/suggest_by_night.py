"""Once a night the figures of all products are looked at, and what they speak for is proposed."""

from datetime import datetime, timedelta
from typing import Final

from domain.catalog.lifecycle.models import LifecycleLook
from domain.processes.suggest_lifecycles import suggest_lifecycles
from domain.shared import sql
from domain.shared.context import Context

HOUR: Final = 3  # of the day, UTC, from which on a night is due: the shop is calm
NOTE = """
INSERT INTO lifecycle_look (id, looked_at) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET looked_at = excluded.looked_at
"""


async def suggest_by_night(ctx: Context) -> int:
    """Look, for the worker, if nobody did since it last was three o'clock; how many are new.

    Whatever hour it is: a night on which nobody worked is made up for. A shop where nobody ever
    looked waits for the next one. A look that fails, or dies, is not noted, and so begun again; two
    at once are harmless, as those of `propose_moves` are.

    Raises:
        NotPermitted: the actor may not change the catalog.
    """
    last = await LifecycleLook.first()
    if last is not None and last.looked_at >= last_night(ctx.now):
        return 0
    opened = 0 if last is None else await suggest_lifecycles(ctx)
    await sql.execute(NOTE, ctx.now)
    return opened


def last_night(now: datetime) -> datetime:
    """When it last was three o'clock."""
    due = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return due if due <= now else due - timedelta(days=1)
