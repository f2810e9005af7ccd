"""The lives of an endpoint and of a delivery: where each action leads, or that it is refused."""

from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from domain.shared.errors import InvalidTransition
from domain.shared.states import StateMachine
from domain.webhooks.states import WEBHOOK, WEBHOOK_DELIVERY
from domain.webhooks.states import DeliveryAction as D
from domain.webhooks.states import DeliveryState as S
from domain.webhooks.states import WebhookAction as A
from domain.webhooks.states import WebhookStatus as W

ARROWS: dict[tuple[StrEnum, StrEnum], StrEnum] = {
    (W.ACTIVE, A.PAUSE): W.PAUSED,
    (W.ACTIVE, A.DISABLE): W.DISABLED,
    (W.PAUSED, A.RESUME): W.ACTIVE,
    (W.DISABLED, A.RESUME): W.ACTIVE,
    (S.PENDING, D.RETRY): S.PENDING,
    (S.PENDING, D.DELIVER): S.DELIVERED,
    (S.PENDING, D.GIVE_UP): S.DEAD,
    (S.DELIVERED, D.REPLAY): S.PENDING,
    (S.DEAD, D.REPLAY): S.PENDING,
}
PAIRS = [
    *((WEBHOOK, state, action) for state, action in product(W, A)),
    *((WEBHOOK_DELIVERY, state, action) for state, action in product(S, D)),
]


@pytest.mark.parametrize(("machine", "state", "action"), PAIRS)
def test_the_table_leads_there_or_refuses(
    machine: StateMachine[Any, Any], state: StrEnum, action: StrEnum
) -> None:
    if (state, action) in ARROWS:
        assert machine.target(state, action) is ARROWS[state, action]
        return

    with pytest.raises(InvalidTransition):
        machine.target(state, action)
