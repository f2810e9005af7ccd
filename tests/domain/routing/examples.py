"""Ids and warehouses for routes on paper."""

from uuid import UUID

from domain.fulfillment.routing.geography import Place
from domain.fulfillment.routing.rules import Candidate
from domain.inventory.allocation import Demand, Part

BOOK, LAMP, SET = (UUID(int=number) for number in (1, 2, 3))
BEIJING, SHANGHAI, CANTON = (UUID(int=number) for number in (11, 12, 13))
PLACES = {
    BEIJING: Place(39.9, 116.4),
    SHANGHAI: Place(31.2, 121.5),
    CANTON: Place(23.1, 113.2),
}
CODES = {BEIJING: "beijing", SHANGHAI: "shanghai", CANTON: "canton"}


def house(key: UUID, *, priority: int = 0, **stock: int) -> Candidate:
    """A warehouse with so many books, lamps."""
    names = {"book": BOOK, "lamp": LAMP}
    units = {names[name]: number for name, number in stock.items()}
    return Candidate(key, CODES[key], priority, units, PLACES[key])


def line(number: int, variant_id: UUID, units: int) -> Demand:
    """A line of an order; of the set, two books and a lamp each."""
    parts = [Part(BOOK, 2), Part(LAMP, 1)] if variant_id == SET else []
    return Demand(UUID(int=100 + number), variant_id, units, parts)
