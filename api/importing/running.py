"""Imports as the command line and the demo start them: with a bar, and a report at the end."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import asyncpg
from rich.console import Console

from api.importing.import_chinese_catalog import SOURCE as CHINESE
from api.importing.import_chinese_catalog import import_chinese_catalog
from api.importing.import_completejourney import Weeks, import_completejourney
from api.importing.progress import OnTerminal
from api.importing.report import Report
from api.settings import BadSetting

COMPLETEJOURNEY = "completejourney"


def run(source: str, credentials: Mapping[str, Any], *, weeks: Weeks = None) -> None:
    """Bring a source in and say what came of it.

    Raises:
        BadSetting: there is no such source, it has no weeks to choose from, or the shop uses a
            name that the source needs.
    """
    if source not in {COMPLETEJOURNEY, CHINESE}:
        raise BadSetting(
            f"There is no source {source!r}; there are {COMPLETEJOURNEY} and {CHINESE}."
        )
    if source == CHINESE and weeks is not None:
        raise BadSetting("The Chinese catalog comes as a whole: leave out --weeks and --full.")
    console, now = Console(), datetime.now(UTC)
    try:
        with OnTerminal(console) as progress:
            report = asyncio.run(
                import_completejourney(credentials, weeks=weeks, now=now, progress=progress)
                if source == COMPLETEJOURNEY
                else import_chinese_catalog(credentials, now=now, progress=progress)
            )
    except asyncpg.UniqueViolationError as taken:
        raise BadSetting(f"The shop has something of this name already: {taken.detail}") from None
    console.print(report.table())


def load_slice(credentials: Mapping[str, Any], console: Console, *, now: datetime) -> list[Report]:
    """A slice of real data and the Chinese catalog, unless they are there already."""

    async def load(progress: OnTerminal) -> list[Report]:
        return [
            await import_completejourney(credentials, now=now, progress=progress),
            await import_chinese_catalog(credentials, now=now, progress=progress),
        ]

    with OnTerminal(console) as progress:
        return asyncio.run(load(progress))
