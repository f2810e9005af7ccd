"""What the worker does again and again: whatever channels said and is not in the books comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.channels.normalize_messages import normalize_messages
from domain.processes.apply_channel_changes import apply_channel_changes
from domain.processes.import_channel_orders import import_channel_orders
from domain.shared.context import Context


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many messages were looked at, by step."""

    normalized: int
    imported: int
    changed: int

    @property
    def found(self) -> int:
        """All of them."""
        return self.normalized + self.imported + self.changed


async def take_in_channel_orders(ctx: Context, *, ids: Sequence[UUID] | None = None) -> TakenIn:
    """Take a batch of what waits through each step, or the messages named. Whoever dies between
    two steps leaves the messages where they are, and the next sweep goes on.

    Raises:
        NotPermitted: the actor may not write orders.
    """
    return TakenIn(
        normalized=await normalize_messages(ctx, ids=ids),
        imported=await import_channel_orders(ctx, ids=ids),
        changed=await apply_channel_changes(ctx, ids=ids),
    )
