"""Real time in numbers, as clients see it."""

import strawberry

from realtime.gauges import Gauges
from schema.shared.fields import Backed, column


@strawberry.type(description="Real time in numbers, of the process that answers.")
class RealtimeGauges(Backed[Gauges]):
    """What goes on in one process."""

    connections: int = column("Open WebSockets and streams.")
    subscriptions: int = column("Subscriptions to facts under way.")
    groups: int = column(
        "Groups: whoever asks the same in the same right is in one, and each item is made once."
    )
    viewers: int = column("Followers of who is at a ticket or an order.")
    waiting: int = column("Items that wait for slow readers.")
    waiting_most: int = column("Items that wait for the slowest.")
    made: float = column("Items made since this process began, each once for its group.")
    delivered: float = column("Items delivered since then, to each reader.")
    gaps: int = column("Gaps told since then.")
    overflows: int = column("How often somebody was too slow since then.")
    position: float = column("The newest fact that this process has told, by its number.")
    read_from_log: float = column(
        "Facts that did not come in time since then, and were read from the log."
    )
    relay_lag_events: int = column("Facts that wait for their number, at the last heartbeat.")
    relay_lag_seconds: float = column("How long the oldest of them has waited.")
    relay_silent_seconds: float = column("How long ago the last heartbeat came.")
