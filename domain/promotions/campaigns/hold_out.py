"""Who is left out of a campaign, to compare with: a share of the customers, by a hash.

The same customer is always on the same side of a campaign, whoever asks and whenever, and on
another side of the next one. Nothing is kept for it.
"""

from hashlib import sha256
from uuid import UUID

WHOLE = 10_000  # basis points
# Where a customer stands in a campaign, from 0 to 9,999: `place_of` in SQL, of two uuids.
PLACE_SQL = (
    "(('x' || encode(substring(sha256(uuid_send({campaign}) || uuid_send({customer})) FOR 4),"
    f" 'hex'))::bit(32)::bigint & 4294967295) % {WHOLE}"
)


def place_of(campaign_id: UUID, customer_id: UUID) -> int:
    """Where a customer stands in a campaign, from 0 to 9,999, evenly."""
    digest = sha256(campaign_id.bytes + customer_id.bytes).digest()
    return int.from_bytes(digest[:4], "big") % WHOLE


def is_held_out(campaign_id: UUID, customer_id: UUID, basis_points: int) -> bool:
    """Whether a customer gets nothing of a campaign that leaves out such a share."""
    return place_of(campaign_id, customer_id) < basis_points
