"""Tokens: who somebody is, for as long as the token says, and nothing else."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from domain.identity.actors import actor_of_customer, actor_of_integration, actor_of_staff
from domain.identity.errors import InvalidToken, TokenExpired
from domain.identity.keys import KeyRing
from domain.identity.models import StaffMember
from domain.identity.scopes import ROLE_SCOPES, Role, Scope
from domain.identity.tokens import issue_token, read_token
from domain.identity.tracking_tokens import issue_tracking_token, read_tracking_token
from domain.shared.context import SYSTEM
from domain.shared.ids import new_id

SECRET = "a secret of at least thirty-two bytes"
KEYS = KeyRing(SECRET)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def member(*roles: Role, is_active: bool = True) -> StaffMember:
    return StaffMember(
        id=new_id(), name="Sun Li", email="sun@staff.test", roles=list(roles), is_active=is_active
    )


def claims(**changes: object) -> dict[str, object]:
    begins = int(NOW.timestamp())
    whole = {
        "iss": "tradegraph",
        "aud": "tradegraph",
        "iat": begins,
        "nbf": begins,
        "exp": begins + 3600,
        "sub": str(new_id()),
        "kind": "customer",
        "name": "Cleo",
        "roles": [],
        "scopes": [],
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def test_a_customer_comes_back_as_the_same_customer_without_scopes() -> None:
    cleo = actor_of_customer(new_id(), "Cleo Park")

    session = read_token(KEYS, issue_token(SECRET, cleo, NOW, lifetime=HOUR), NOW)

    assert session.actor == cleo
    assert session.actor.scopes == frozenset()
    assert session.expires_at == NOW + HOUR


def test_a_member_of_staff_has_what_their_roles_permit_when_the_token_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = issue_token(SECRET, actor_of_staff(member(Role.SERVICE_AGENT)), NOW)
    monkeypatch.setitem(ROLE_SCOPES, Role.SERVICE_AGENT, frozenset({Scope.TICKETS_READ}))

    actor = read_token(KEYS, token, NOW).actor

    assert actor.roles == ("service_agent",)
    assert actor.scopes == {"tickets:read"}


def test_who_left_may_do_nothing() -> None:
    gone = actor_of_staff(member(Role.ADMIN, is_active=False))

    assert gone.scopes == frozenset()
    assert read_token(KEYS, issue_token(SECRET, gone, NOW), NOW).actor.scopes == frozenset()


def test_an_integration_has_just_its_scopes_and_is_the_same_actor_with_every_token() -> None:
    erp = actor_of_integration("erp", [Scope.ORDERS_READ])

    actor = read_token(KEYS, issue_token(SECRET, erp, NOW), NOW).actor

    assert actor.scopes == {"orders:read"}
    assert actor.key == actor_of_integration("erp", []).key


def test_a_token_ends_at_the_instant_it_says_by_the_clock_of_the_request() -> None:
    token = issue_token(SECRET, actor_of_customer(new_id()), NOW, lifetime=HOUR)

    read_token(KEYS, token, NOW + HOUR - timedelta(seconds=1))
    with pytest.raises(TokenExpired) as expired:
        read_token(KEYS, token, NOW + HOUR)

    assert expired.value.code == "TOKEN_EXPIRED"


def test_a_token_is_not_good_before_it_begins() -> None:
    token = issue_token(SECRET, actor_of_customer(new_id()), NOW)

    with pytest.raises(InvalidToken) as refused:
        read_token(KEYS, token, NOW - timedelta(seconds=1))

    assert refused.value.code == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody else"},
        {"iss": None},
        {"aud": "tradegraph-tracking"},
        {"aud": None},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": None},
        {"sub": None},
        {"sub": "not an id"},
        {"kind": "system"},
        {"kind": "anonymous"},
        {"kind": "emperor"},
        {"kind": None},
        {"roles": None},
        {"roles": 1},
    ],
)
def test_a_token_with_other_claims_is_none_of_ours(changes: dict[str, object]) -> None:
    token = jwt.encode(claims(**changes), SECRET, algorithm="HS256")

    with pytest.raises(InvalidToken):
        read_token(KEYS, token, NOW)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "not a token",
        "a.b.c",
        jwt.encode(claims(), "another secret of thirty-two bytes!", algorithm="HS256"),
        jwt.encode(claims(), SECRET * 2, algorithm="HS512"),
        jwt.encode(claims(), None, algorithm="none"),
    ],
)
def test_only_our_own_signature_counts(token: str) -> None:
    with pytest.raises(InvalidToken):
        read_token(KEYS, token, NOW)


def test_the_same_secret_with_another_algorithm_is_refused() -> None:
    token = jwt.encode(claims(), SECRET * 2, algorithm="HS384")

    with pytest.raises(InvalidToken):
        read_token(KeyRing(SECRET * 2), token, NOW)


def test_the_system_carries_no_token() -> None:
    with pytest.raises(AssertionError):
        issue_token(SECRET, SYSTEM, NOW)


def test_a_short_secret_signs_nothing() -> None:
    with pytest.raises(AssertionError):
        issue_token("short", actor_of_customer(new_id()), NOW)


def test_a_tracking_token_names_one_parcel_for_ninety_days() -> None:
    parcel_id = new_id()
    token = issue_tracking_token(SECRET, parcel_id, NOW)

    assert read_tracking_token(SECRET, token, NOW + timedelta(days=89)) == parcel_id
    with pytest.raises(TokenExpired):
        read_tracking_token(SECRET, token, NOW + timedelta(days=90))


def test_a_tracking_token_signs_nobody_in_and_a_session_tracks_nothing() -> None:
    tracking = issue_tracking_token(SECRET, new_id(), NOW)
    session = issue_token(SECRET, actor_of_customer(new_id()), NOW)

    with pytest.raises(InvalidToken):
        read_token(KEYS, tracking, NOW)
    with pytest.raises(InvalidToken):
        read_tracking_token(SECRET, session, NOW)
