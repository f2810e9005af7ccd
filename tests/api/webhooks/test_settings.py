"""What may be set: where webhooks may go beside the open net, and who signs those that come in."""

from ipaddress import ip_network

import pytest

from api.settings import BadSetting, read_settings
from domain.webhooks.addresses import STRICT
from domain.webhooks.signing import new_secret


def test_by_default_nothing_inside_is_told_and_nobody_is_heard() -> None:
    settings = read_settings({})

    assert settings.webhook_policy == STRICT
    assert settings.webhook_sources == {}


def test_networks_and_secrets_are_read() -> None:
    one, two = new_secret(), new_secret()
    settings = read_settings(
        {
            "WEBHOOK_NETWORKS_ALLOWED": "127.0.0.0/8, fd00::/8",
            "WEBHOOK_SECRET_CARRIER": f"{one} {two}",
            "WEBHOOK_SECRET_GATEWAY": "",
        }
    )

    assert settings.webhook_policy.networks == (ip_network("127.0.0.0/8"), ip_network("fd00::/8"))
    assert settings.webhook_sources == {"carrier": (one, two)}


@pytest.mark.parametrize("text", ["127.0.0.1/8", "inside", "127.0.0.0/8;10.0.0.0/8"])
def test_what_is_no_network_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadSetting, match="WEBHOOK_NETWORKS_ALLOWED"):
        read_settings({"WEBHOOK_NETWORKS_ALLOWED": text})


@pytest.mark.parametrize("text", ["word", "whsec_", "whsec_c2hvcnQ=", "whsec_***", " "])
def test_what_is_no_secret_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(BadSetting, match="WEBHOOK_SECRET_GATEWAY") as refused:
        read_settings({"WEBHOOK_SECRET_GATEWAY": text})

    assert "c2hvcnQ" not in str(refused.value)
