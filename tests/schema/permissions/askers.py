"""Six people who ask the same thing, and what they can be told."""

from domain.identity.scopes import ROLE_SCOPES, Role
from domain.shared.context import Context
from tests.schema.stage import Stage
from tests.shop import staff

PEOPLE = ("nobody", "stranger", "owner", "agent", "operator", "admin")
Row = dict[str, str]  # what each of them is told


def read_table(text: str) -> dict[str, Row]:
    """A table of text: the first line names the people, the first column what they ask for."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    assert tuple(header) == PEOPLE
    return {name: dict(zip(PEOPLE, cells, strict=True)) for name, *cells in lines}


async def people(stage: Stage) -> dict[str, Context]:
    """Nobody; a customer who owns none of it; the one who does; and three who work here."""
    shop = stage.shop
    return {
        "nobody": shop.as_anonymous,
        "stranger": shop.as_customer(await shop.customer("Stan Strange")),
        "owner": stage.as_owner,
        "agent": shop.as_(staff(*ROLE_SCOPES[Role.SERVICE_AGENT])),
        "operator": shop.as_(staff(*ROLE_SCOPES[Role.WAREHOUSE_OPERATOR])),
        "admin": shop.ctx,
    }
