"""What Stripe and we know each other by. Apart from its client, which is large to load."""

from dataclasses import dataclass, field
from typing import Self


class BadKeys(ValueError):
    """Keys that are of no use. The message says why."""


@dataclass(frozen=True, slots=True)
class StripeKeys:
    """The key of its interface, and what its events are signed with."""

    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)

    @classmethod
    def read(cls, api_key: str | None, webhook_secret: str | None) -> Self | None:
        """Both, or none where neither is given.

        Raises:
            BadKeys: one without the other.
        """
        if not api_key and not webhook_secret:
            return None
        if not api_key or not webhook_secret:
            raise BadKeys("STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET belong together.")
        return cls(api_key, webhook_secret)
