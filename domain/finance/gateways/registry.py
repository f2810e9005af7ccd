"""The gateways of this shop: whoever starts a process says once which there are."""

from collections.abc import Mapping, Sequence

from domain.finance.gateways.port import PaymentGateway
from domain.shared.errors import NotFound

_known: Mapping[str, PaymentGateway] = {}
_first: str | None = None


def use_gateways(*gateways: PaymentGateway) -> None:
    """Go through these from now on, in this process: new payments through the first."""
    global _known, _first  # noqa: PLW0603  # one shop, one set of gateways
    _known = {each.code: each for each in gateways}
    _first = gateways[0].code if gateways else None


def gateways() -> Sequence[PaymentGateway]:
    """All of them."""
    return list(_known.values())


def gateway(code: str) -> PaymentGateway | None:
    """One that may have gone: payments outlive contracts."""
    return _known.get(code)


def gateway_of_new_payments() -> PaymentGateway:
    """The one that new payments go through.

    Raises:
        NotFound: this shop has none.
    """
    if _first is None:
        raise NotFound("payment gateway")
    return _known[_first]
