"""Which payment gateways a process goes through, as its settings say."""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime

from api.settings import Settings
from domain.finance.gateways.book import Book
from domain.finance.gateways.port import PaymentGateway
from domain.finance.gateways.simulated import SimulatedGateway

BOOK = "sandbox-gateway.sqlite"


def gateways_of(
    settings: Settings, *, clock: Callable[[], datetime], on_show: bool = False
) -> list[PaymentGateway]:
    """Stripe where its keys are given; else one that moves no money, where that is asked for or
    the shop is on show; else none.

    The books of the sandbox lie beside the data, for all processes of this machine.
    """
    if settings.stripe is not None:
        from api.adapters.stripe_gateway import StripeGateway  # 30 MB, for who goes through it

        keys = settings.stripe
        return [StripeGateway(keys.api_key, keys.webhook_secret, clock=clock)]
    if not (on_show if settings.payment_sandbox is None else settings.payment_sandbox):
        return []
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    own = hashlib.sha256(f"sandbox gateway|{settings.signing_secret()}".encode()).digest()
    secret = "whsec_" + base64.b64encode(own).decode()
    book = Book(settings.data_dir / BOOK)
    return [SimulatedGateway(book, secret, clock, faults=settings.sandbox_faults)]
