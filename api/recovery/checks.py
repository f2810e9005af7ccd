"""What must hold in any shop, as statements that count where it does not.

They run on what was restored, before anybody is let in.
"""

from typing import Final

from api.recovery.server import Connection

INVARIANTS: Final = {
    "facts are numbered without a gap": """
        SELECT abs(count(seq) - coalesce(max(seq), 0)) + abs(coalesce(max(seq), 0)
            - (SELECT last_seq FROM relay_state)) FROM event
    """,
    "the versions of each thing are counted without a gap": """
        SELECT count(*) FROM (
            SELECT FROM event GROUP BY aggregate_type, aggregate_id
            HAVING min(version) <> 1 OR max(version) <> count(*)
        ) torn
    """,
    "what lies on the shelves is the sum of its movements": """
        SELECT count(*) FROM inventory_level level LEFT JOIN (
            SELECT level_id, sum(on_hand_delta) AS on_hand, sum(committed_delta) AS committed,
                sum(reserved_delta) AS reserved, sum(incoming_delta) AS incoming
            FROM stock_movement GROUP BY level_id
        ) moved ON moved.level_id = level.id
        WHERE (level.on_hand, level.committed, level.reserved, level.incoming) IS DISTINCT FROM
            (coalesce(moved.on_hand, 0), coalesce(moved.committed, 0),
             coalesce(moved.reserved, 0), coalesce(moved.incoming, 0))
    """,
    "no more is promised than lies there": """
        SELECT count(*) FROM inventory_level
        WHERE least(on_hand, committed, reserved, incoming, on_hand - committed - reserved) < 0
    """,
    "promises are what the reservations say": """
        SELECT count(*) FROM inventory_level level LEFT JOIN (
            SELECT level_id, sum(quantity) FILTER (WHERE status = 'active') AS reserved,
                sum(quantity) FILTER (WHERE status = 'committed') AS committed
            FROM stock_reservation GROUP BY level_id
        ) promised ON promised.level_id = level.id
        WHERE level.reserved <> coalesce(promised.reserved, 0)
            OR level.committed <> coalesce(promised.committed, 0)
    """,
    "units of an order line were not delivered before they left": """
        SELECT count(*) FROM order_line WHERE NOT (
            0 <= delivered AND delivered <= shipped AND shipped <= fulfilled
            AND fulfilled <= allocated AND allocated + canceled <= quantity)
    """,
}


async def broken(connection: Connection) -> list[str]:
    """What does not hold, and in how many cases; nothing where all is well."""
    found = []
    for sentence, count in INVARIANTS.items():
        if cases := await connection.fetchval(count):
            found.append(f"{sentence}: not so in {cases:,} cases")
    return found
