"""Every move of a notification, and every refusal."""

import pytest

from domain.notifications.states import NOTIFICATION, NotificationAction, NotificationStatus
from domain.shared.errors import InvalidTransition

A, S = NotificationAction, NotificationStatus
MOVES = {
    (S.PENDING, A.REPEAT): S.PENDING,
    (S.PENDING, A.SEND): S.SENT,
    (S.PENDING, A.SUPPRESS): S.SUPPRESSED,
    (S.PENDING, A.GIVE_UP): S.DEAD,
    (S.DEAD, A.RETRY): S.PENDING,
}


@pytest.mark.parametrize("action", A)
@pytest.mark.parametrize("status", S)
def test_what_follows_what(status: S, action: A) -> None:
    if (status, action) in MOVES:
        assert NOTIFICATION.target(status, action) is MOVES[status, action]
    else:
        with pytest.raises(InvalidTransition):
            NOTIFICATION.target(status, action)
