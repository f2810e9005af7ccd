"""What goes on in one process, in numbers: for staff, and for whoever watches over it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gauges:
    """Now: connections, subscriptions, groups, what waits. Since the process began: the others.

    `position` and the lag are the log's: how far this process has told it, and how far the relay
    was behind at its last heartbeat, which came `relay_silent_seconds` ago.
    """

    connections: int
    subscriptions: int
    groups: int
    viewers: int
    waiting: int  # items that wait for members
    waiting_most: int  # of one member
    made: int  # items, each once for its group
    delivered: int  # items, to each member
    gaps: int  # of these, told gaps
    overflows: int  # members who were too slow for what waited
    position: int
    read_from_log: int  # facts that the bus did not bring in time
    relay_lag_events: int
    relay_lag_seconds: float
    relay_silent_seconds: float
