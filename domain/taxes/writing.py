"""What verbs that change taxes have in common: one at a time, and told to all processes."""

from uuid import UUID

from domain.promotions.writing import hold_promotions, tell_processes
from domain.shared.errors import NotFound
from domain.taxes.models import TaxClass

__all__ = ["hold_taxes", "lock_class", "tell_processes"]


async def hold_taxes() -> None:
    """Wait until no order is being placed with taxes and nobody else changes any; until the
    transaction ends, nobody does. Comes before any row is locked.
    """
    await hold_promotions()  # one lock, as there is one revision


async def lock_class(class_id: UUID) -> TaxClass:
    """One class, held until the transaction ends.

    Raises:
        NotFound: none by this id.
    """
    row = await TaxClass.filter(id=class_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound("tax class", class_id)
    return row
