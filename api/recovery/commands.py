"""`python -m api backup` and `python -m api restore`."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from api.database_urls import credentials_of
from api.recovery import keys
from api.recovery.errors import CannotRecover
from api.recovery.vault import Backup, Kind, Vault
from api.settings import Settings, read_settings

app = typer.Typer(
    help="Back up the shop, sealed under BACKUP_KEY. Without a word after it: make one now.",
    invoke_without_command=True,
)

Directory = Annotated[
    Path | None,
    typer.Option("--to", "--from", help="Where backups lie; BACKUP_DIR if left out."),
]


@app.callback()
def backup(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", help="Where to put it; BACKUP_DIR if left out.")
    ] = None,
    base: Annotated[
        bool, typer.Option("--base", help="Copy the whole cluster: any instant after it, too.")
    ] = False,
) -> None:
    """Back up the shop, sealed under BACKUP_KEY. Without a word after it: make one now."""
    if context.invoked_subcommand is not None:
        if to is not None or base:
            raise CannotRecover(f"Put the options after {context.invoked_subcommand}.")
        return
    from api.database import database  # a command imports what it needs, not all
    from api.recovery import making
    from api.recovery.progress import bars

    settings = read_settings()
    vault, console = _vault(settings, to), _console()
    with database(settings) as credentials, bars(console) as phase:
        make = making.base if base else making.dump
        made = asyncio.run(make(credentials, vault, phase, clock=_clock)).manifest
        alone = base and not asyncio.run(_is_followed(credentials))
    console.print(
        f"Backed up as {made.id}: {_size(made.plain_bytes)}, sealed in {_size(made.sealed_bytes)}"
        f" under the key {made.key}, as of {made.ended_at:%Y-%m-%d %H:%M:%S} UTC."
    )
    if alone:
        console.print(
            "Nobody receives the log, so this copy leads to its own end only: start"
            " `python -m api backup follow`."
        )


@app.command("list")
def list_(at: Directory = None) -> None:
    """Show the backups there are."""
    vault, console = _vault(read_settings(), at), _console()
    ours, wrong = vault.backups()
    table = Table(box=None)
    for heading in ("Id", "As of (UTC)", "Sealed", "Facts", "Revision", "Key"):
        table.add_column(heading, no_wrap=True)
    for each in ours:
        made = each.manifest
        as_of = f"{made.ended_at:%Y-%m-%d %H:%M:%S}"
        size = _size(made.sealed_bytes)
        table.add_row(made.id, as_of, size, f"{made.last_seq:,}", made.revision, made.key)
    console.print(table if ours else "There are no backups.")
    for problem in wrong:
        console.print(f"Not ours: {problem}")


@app.command()
def verify(
    name: Annotated[str, typer.Argument(help="Its id; all of them if left out.")] = "",
    at: Directory = None,
) -> None:
    """Open every byte and compare it with what was noted. No server is needed."""
    from api.recovery.progress import bars
    from api.recovery.verifying import verify as check

    vault, console = _vault(read_settings(), at), _console()
    ours, wrong = vault.backups()
    if name:
        ours, wrong = [vault.find(name)], []
    for each in ours:
        try:
            with bars(console) as phase:
                good_for = check(vault, each, phase("verifying", each.manifest.plain_bytes))
            console.print(f"{each.manifest.id} is whole: {good_for}.")
        except CannotRecover as problem:
            wrong.append(str(problem))
    if wrong:
        raise CannotRecover("\n".join(wrong))
    if not ours:
        raise CannotRecover(f"There are no backups in {vault.directory}.")


@app.command()
def prune(
    last: Annotated[int, typer.Option("--keep-last", min=0, help="The newest so many.")] = 0,
    daily: Annotated[int, typer.Option("--keep-daily", min=0, help="One of each day.")] = 0,
    weekly: Annotated[int, typer.Option("--keep-weekly", min=0, help="One of each week.")] = 0,
    at: Directory = None,
) -> None:
    """Remove old backups and the log that none needs. The last good one always stays."""
    from api.recovery.forgetting import Policy, forget

    console = _console()
    gone = forget(_vault(read_settings(), at), Policy(last, daily, weekly))
    for name in gone.backups:
        console.print(f"Removed {name}.")
    console.print(f"{len(gone.backups)} backups and {gone.segments} pieces of the log went.")


@app.command()
def follow(
    at_once: Annotated[
        bool, typer.Option("--synchronous", help="Nothing is acknowledged that is not here.")
    ] = False,
    seconds: Annotated[
        float, typer.Option("--seal-seconds", min=0.5, help="How old the newest piece may get.")
    ] = 10.0,
    at: Directory = None,
) -> None:
    """Receive the server's log as it is written, until Ctrl-C."""
    from api.database import database
    from api.recovery.log import follow as receive

    settings = read_settings()
    vault, console = _vault(settings, at), _console()

    async def run(credentials: dict[str, Any]) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        say = console.print
        await receive(credentials, vault, say, stop=stop, seal_seconds=seconds, at_once=at_once)

    with database(settings) as credentials:
        asyncio.run(run(credentials))


@app.command()
def key() -> None:
    """Print a new key. It is shown once: keep it apart from the backups, and twice."""
    _console().print(keys.fresh())


def restore(
    name: Annotated[str, typer.Argument(help="Its id; the newest that fits if left out.")] = "",
    source: Annotated[
        Path | None, typer.Option("--from", help="Where backups lie; BACKUP_DIR if left out.")
    ] = None,
    at: Annotated[
        str, typer.Option(help="The instant to go back to, such as 2026-11-22T18:00:00Z.")
    ] = "",
    into: Annotated[
        str, typer.Option(help="A fresh database, or for a base copy a fresh data directory.")
    ] = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Put it in place even if something does not hold.")
    ] = False,
) -> None:
    """Restore a backup into a database that is empty, checked before anybody is let in."""
    from api.recovery.progress import bars
    from api.recovery.restoring_base import restore_base
    from api.recovery.restoring_dump import restore_dump

    settings = read_settings()
    vault, console, instant = _vault(settings, source), _console(), _instant(at)
    chosen = _chosen(settings, vault, name, instant)
    with bars(console) as phase:
        if chosen.manifest.kind is Kind.BASE:
            if settings.database_url and not into:
                raise CannotRecover(
                    "A base copy is a cluster of its own: name a data directory with --into."
                )
            place = Path(into).absolute() if into else settings.data_dir
            restored = asyncio.run(
                restore_base(vault, chosen, place, phase, at=instant, anyway=anyway)
            )
        else:
            if instant is not None:
                raise CannotRecover(f"{chosen.manifest.id} is a dump: it has one instant only.")
            with _reaching(settings, into) as credentials:
                restored = asyncio.run(
                    restore_dump(vault, chosen, credentials, phase, anyway=anyway)
                )
    console.print(restored.sentence)


def _chosen(settings: Settings, vault: Vault, name: str, at: datetime | None) -> Backup:
    from api.recovery.restoring_base import newest_before

    if name:
        return vault.find(name)
    ours, wrong = vault.backups()
    bases = [each for each in ours if each.manifest.kind is Kind.BASE]
    dumps = [each for each in ours if each.manifest.kind is Kind.DUMP]
    if at is not None:
        if found := newest_before(bases, at):
            return found
        raise CannotRecover(f"No base copy in {vault.directory} is from before {at.isoformat()}.")
    first, second = (dumps, bases) if settings.database_url else (bases, dumps)
    if newest := [*first[-1:], *second[-1:]]:
        return newest[0]
    raise CannotRecover("\n".join([f"There is no backup in {vault.directory}.", *wrong]))


@contextmanager
def _reaching(settings: Settings, into: str) -> Iterator[dict[str, Any]]:
    """The server, and in it the database that is to be."""
    from api.database import database

    if settings.database_url is not None:
        credentials = credentials_of(settings.database_url)
        yield credentials | ({"database": into} if into else {})
        return
    with database(settings) as credentials:
        yield credentials | ({"database": into} if into else {})


def _vault(settings: Settings, directory: Path | None) -> Vault:
    where = directory or settings.backup_dir
    if where is None:
        raise CannotRecover("Say where backups lie: --to, --from or BACKUP_DIR.")
    return Vault(where.absolute(), keys.key_ring(settings))


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise CannotRecover(f"{text!r} is no instant: write it as 2026-11-22T18:00:00Z.")
    return instant.astimezone(UTC)


async def _is_followed(credentials: dict[str, Any]) -> bool:
    from api.recovery import server

    async with server.connected(credentials) as connection:
        return await server.is_followed(connection)


def _size(count: int) -> str:
    return f"{count / 1_000_000:,.1f} MB"


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)


def _clock() -> datetime:
    return datetime.now(UTC)
