"""The plan of the real year, made once for all tests."""

from datetime import timedelta
from functools import cache

from api.importing.completejourney.plan import Plan, plan_of
from api.importing.keys import stable_id
from api.importing.premises import CARRIERS, CHANNELS, FOUNDED, WAREHOUSES, Premises
from tests.api.importing.small_year import real_year

NOWHERE = Premises(
    warehouses=tuple(stable_id(FOUNDED, place.code) for place in WAREHOUSES),
    channels={code: stable_id(FOUNDED, code) for code in CHANNELS},
    carriers={code: stable_id(FOUNDED, code) for code in CARRIERS},
)


@cache
def plan() -> Plan:
    """The year where it was, not moved."""
    return plan_of(real_year(), NOWHERE, timedelta(0))
