"""What a database that is away looks like, as against a statement that is wrong."""

import asyncpg

AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it stops, or starts
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server ended a session that was idle
)
