"""What every restored database goes through before anybody is let in.

Its log begins a new epoch: what was told after the recovery point never happened here, and other
facts will get those numbers. Under a new epoch, whoever comes back with a cursor is told of a gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from api.migrations import migrate
from api.recovery import checks, server
from api.recovery.errors import CannotRecover

NEW_EPOCH: Final = "UPDATE relay_state SET epoch = gen_random_uuid()"
ORDERS: Final = "SELECT count(*) FROM sales_order"


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there again, up to which instant, and where."""

    id: str
    recovery_point: datetime
    revision: str
    orders: int
    last_seq: int
    where: str
    findings: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """All of it, for people."""
        at = f"{self.recovery_point:%Y-%m-%d %H:%M:%S.%f} UTC"
        found = "".join(f"\n  But {each}." for each in self.findings)
        return (
            f"Restored from {self.id}: the shop as of {at}, with {self.orders:,} orders and facts"
            f" up to number {self.last_seq:,}, at revision {self.revision}, in {self.where}."
            f" Its log has a new epoch, so that clients who come back are told of a gap.{found}"
        )


async def begin_anew(credentials: Mapping[str, Any]) -> None:
    """Give the log a new epoch."""
    async with server.connected(credentials) as connection:
        await server.place_of(connection)  # it is a shop of ours
        await connection.execute(NEW_EPOCH)


async def finish(
    credentials: Mapping[str, Any], name: str, at: datetime, where: str, *, anyway: bool
) -> Restored:
    """A new epoch, the newest revision, and everything that must hold looked at.

    Raises:
        CannotRecover: something does not hold, unless it is wanted `anyway`.
    """
    await begin_anew(credentials)
    await migrate(credentials)
    async with server.connected(credentials) as connection:
        await connection.execute("ANALYZE")
        findings = await checks.broken(connection)
        if findings and not anyway:
            raise CannotRecover(
                f"{name} was read, but it does not hold that {'; that '.join(findings)}. Nothing"
                " was put in place; --anyway does it nevertheless."
            )
        place = await server.place_of(connection)
        orders = await connection.fetchval(ORDERS)
    return Restored(name, at, place.revision, orders, place.last_seq, where, tuple(findings))
