"""Counting what is sent to the database: for tests, and for figures about speed."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LOGGER = logging.getLogger("tortoise.db_client")


class Statements(logging.Handler):
    """The statements seen, in order. Rows of one bulk insert are one statement."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.sent: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and record.args:
            self.sent.append(" ".join(str(record.args[0]).split()))

    @property
    def count(self) -> int:
        return len(self.sent)

    @property
    def of_the_asker(self) -> int:
        """Without those of the hub, which looks at the log now and then."""
        return sum("relay_state" not in sent for sent in self.sent)


@asynccontextmanager
async def count_statements() -> AsyncIterator[Statements]:
    """What the ORM and `domain.shared.sql` send while the block runs."""
    statements, level = Statements(), LOGGER.level
    LOGGER.addHandler(statements)
    LOGGER.setLevel(logging.DEBUG)
    try:
        yield statements
    finally:
        LOGGER.setLevel(level)
        LOGGER.removeHandler(statements)
