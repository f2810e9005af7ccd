"""One group: whoever asks the same in the same right, and what they are told."""

import asyncio
import logging
from collections.abc import Callable, Hashable
from contextlib import aclosing
from typing import TYPE_CHECKING

from realtime.items import Batch, Witness
from realtime.member import Member
from realtime.outage import AWAY
from realtime.past import WhenSlow

if TYPE_CHECKING:
    from realtime.groups import Groups
    from realtime.selection import Selection

BREATH = 500  # members; then the rest of the process has its turn

logger = logging.getLogger(__name__)


class Group:
    """Made by `Groups.group`; gone with its last member.

    Somebody makes its items and offers them: a pump of its own, or a circle of groups. `stop` has
    them make no more.
    """

    def __init__(self, groups: "Groups", key: Hashable) -> None:
        self.key = key
        self.members: set[Member] = set()
        self.when_slow = WhenSlow.REPLAY
        self.on_air = asyncio.Event()  # also set where it failed: then each learns why alone
        self.is_over = False  # all is told; members who were told less go on in another group
        self.stop: Callable[[], object] = lambda: None
        self._groups = groups

    def go_on_air(self, when_slow: WhenSlow) -> None:
        """Nothing can be missed any more."""
        self.when_slow = when_slow
        self.on_air.set()

    async def offer(self, batch: Batch) -> None:
        """Tell every member; none is waited for."""
        self._groups.made += len(batch.items)
        if batch.witness is not None:
            await self._witnessed(batch.witness)
        sent = 0
        for number, member in enumerate(tuple(self.members), 1):
            sent += member.offer(batch)
            if number % BREATH == 0:
                await asyncio.sleep(0)
        self._groups.delivered += sent * len(batch.items)
        self.is_over = batch.items[-1].ends

    async def _witnessed(self, witness: Witness) -> None:
        """Say who is about to be told, those too who come while others are noted down."""
        noted: set[Member] = set()
        while late := self.members - noted:
            await witness([member.selection for member in late])
            noted |= late

    def lose(self, member: Member) -> None:
        """A member goes; with the last one the group does."""
        self.members.discard(member)
        if not self.members:
            self._groups.close(self)
            self.on_air.set()  # whoever makes its items may be stopped before they say so
            self.stop()

    def end(self) -> None:
        """Nothing more is made: all was told, or something broke."""
        self._groups.close(self)
        self.on_air.set()
        for member in tuple(self.members):
            if self.is_over:
                member.flush()  # who heard the end already goes on in another group
            else:
                member.break_off()


async def pump(group: Group, selection: "Selection") -> None:
    """Make the items of one group, for as long as it has members."""
    try:
        async with aclosing(selection.live(group.go_on_air)) as batches:
            async for batch in batches:
                await group.offer(batch)
                if not group.members:  # and the cancellation was swallowed by a library
                    break
    except AWAY as error:
        logger.warning("A group broke off: %r", error)
    except Exception:
        logger.exception("A group broke off")
    finally:
        group.end()
