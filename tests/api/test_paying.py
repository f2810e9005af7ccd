"""Which gateways a process goes through: as its settings say, and none by accident."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.adapters.stripe_gateway import StripeGateway
from api.paying import gateways_of
from api.settings import BadSetting, read_settings
from domain.finance.gateways.simulated import Faults, SimulatedGateway

STRIPE = {"STRIPE_SECRET_KEY": "sk_test_shapes", "STRIPE_WEBHOOK_SECRET": "whsec_of_tests"}
SANDBOX, NO_SANDBOX = {"PAYMENT_SANDBOX": "1"}, {"PAYMENT_SANDBOX": "0"}


@pytest.mark.parametrize(
    ("env", "on_show", "kinds"),
    [
        ({}, False, []),
        ({}, True, [SimulatedGateway]),
        (SANDBOX, False, [SimulatedGateway]),
        (NO_SANDBOX, True, []),
        (STRIPE, False, [StripeGateway]),
        ({**STRIPE, **SANDBOX}, True, [StripeGateway]),
    ],
)
def test_money_goes_where_it_was_said_to_go(
    tmp_path: Path, env: dict[str, str], on_show: bool, kinds: list[type]
) -> None:
    settings = read_settings({**env, "DATA_DIR": str(tmp_path)})

    found = gateways_of(settings, clock=lambda: datetime.now(UTC), on_show=on_show)

    assert [type(each) for each in found] == kinds
    for each in found:
        if isinstance(each, SimulatedGateway):
            each.book.close()


@pytest.mark.parametrize("name", STRIPE)
def test_one_key_of_stripe_without_the_other_is_a_mistake(name: str) -> None:
    with pytest.raises(BadSetting, match="belong together"):
        read_settings({name: STRIPE[name]})


def test_keys_are_not_written_down() -> None:
    assert "sk_test_shapes" not in repr(read_settings(STRIPE))
    assert "whsec_of_tests" not in repr(read_settings(STRIPE))


def test_the_sandbox_is_as_unreliable_as_it_was_said_to_be(tmp_path: Path) -> None:
    said = {"PAYMENT_SANDBOX_FAULTS": "unheard=0.05, repeated=1,late_seconds=10"}
    settings = read_settings({**SANDBOX, **said, "DATA_DIR": str(tmp_path)})

    (found,) = gateways_of(settings, clock=lambda: datetime.now(UTC))

    assert isinstance(found, SimulatedGateway)
    assert found.faults == Faults(unheard=0.05, repeated=1.0, late_seconds=10.0)
    assert read_settings({}).sandbox_faults == Faults()
    found.book.close()


@pytest.mark.parametrize(
    "text", ["unheard", "unheard=2", "unheard=-1", "unheard=nan", "late_seconds=1e9", "mood=0.1"]
)
def test_what_is_no_fault_of_the_sandbox_is_a_mistake(text: str) -> None:
    with pytest.raises(BadSetting, match="PAYMENT_SANDBOX_FAULTS must be shares"):
        read_settings({"PAYMENT_SANDBOX_FAULTS": text})


@pytest.mark.parametrize("text", ["ftp://host", "host:8000", "http://", "http://host/?a=b"])
def test_messages_of_the_sandbox_go_to_an_address(text: str) -> None:
    with pytest.raises(BadSetting, match="PAYMENT_SANDBOX_POSTS_TO must be an address"):
        read_settings({"PAYMENT_SANDBOX_POSTS_TO": text})
    known = read_settings({"PAYMENT_SANDBOX_POSTS_TO": "http://127.0.0.1:8000/"})
    assert known.sandbox_posts_to == "http://127.0.0.1:8000"
