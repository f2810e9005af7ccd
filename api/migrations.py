"""Bringing a database forward to the schema this code needs, and drafting the next step."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationTarget
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor
from tortoise.migrations.writer import format_migration_name
from tortoise.transactions import in_transaction

from api.migrating import Executor
from domain.identity.built_in_roles import ADMINISTRATE
from domain.shared import sql
from domain.shared.database import orm_config

APP = "tradegraph"
LATEST = "__latest__"
LOCK = 0x7472_6164  # one migrating process at a time, whatever host it runs on


async def migrate(
    credentials: Mapping[str, Any],
    *,
    target: str = LATEST,
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Apply what is missing, all of it or nothing.

    The record of what was applied is written in the same transaction, so a process killed in
    the middle leaves the database where it was. Two processes at once: the second waits, then
    finds nothing to do. Whatever can be permitted since, the administrator's role permits
    afterwards.
    """
    config = orm_config(credentials)
    context = await Tortoise.init(config=config)
    with context:
        try:
            async with in_transaction():
                await sql.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
                await MigrationRecorder(get_connection("default")).ensure_schema(
                    AsyncpgSchemaEditor(get_connection("default"), atomic=False)
                )
            async with in_transaction():
                await sql.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
                executor = Executor(get_connection("default"), config["apps"])
                await executor.migrate(
                    [MigrationTarget(app_label=APP, name=target)],
                    direction="forward",
                    progress=lambda event, _, name: (
                        progress(name) if event == "apply_done" else None
                    ),
                )
                if target == LATEST:
                    await sql.execute(ADMINISTRATE)
        finally:
            await context.close_connections()


async def draft(name: str) -> list[Path]:
    """Write the migration that leads from the last one to the models as they are now.

    No database is needed: both states are computed from code.
    """
    config = orm_config({"host": "", "port": 0, "user": "", "password": "", "database": ""})
    context = await Tortoise.init(config=config, init_connections=False)
    with context:
        assert context.apps is not None
        paths = []
        for writer in await MigrationAutodetector(context.apps, config["apps"]).changes():
            number = int(writer.name.split("_", 1)[0]) if writer.name[:4].isdigit() else 1
            writer.name = format_migration_name(number, name)
            paths.append(Path(writer.write()))
        return paths
