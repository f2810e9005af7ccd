"""The command line: `python -m api --help`."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.embedded.installation import PostgresDidNotStart
from api.loading import uncollected
from api.personal_data.commands import commands as personal_data
from api.recovery import commands as recovery
from api.recovery.errors import CannotRecover
from api.settings import PROJECT, BadSetting, read_settings
from domain.shared.sealing import CannotOpen

app = typer.Typer(
    help="Tradegraph: one live GraphQL graph over a whole trading business.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(personal_data, name="personal-data")
app.add_typer(recovery.app, name="backup")
app.command()(recovery.restore)
audit = typer.Typer(help="The audit trail: whether it is what it was.", no_args_is_help=True)
app.add_typer(audit, name="audit")

SCHEMA_FILE = PROJECT / "schema.graphql"


@app.command()
def serve(
    demo: Annotated[
        bool, typer.Option(help="Load a slice of real data and keep the shop moving.")
    ] = False,
    worker: Annotated[
        bool, typer.Option(help="Relay facts and run the timers in this process too.")
    ] = True,
) -> None:
    """Answer HTTP, WebSocket and SSE."""
    with uncollected():
        from api.database import database  # a command imports what it needs, not all
        from api.migrations import migrate
        from api.serving import listen
        from api.serving import serve as run
        from api.working import must_reach_redis

    settings = read_settings()
    must_reach_redis(settings)
    with listen(settings) as listening, database(settings) as credentials:
        asyncio.run(migrate(credentials, progress=_say_migrated))
        if demo:
            from api import demo as show

            show.run(settings, credentials, listening, with_worker=worker)
        else:
            run(
                settings,
                credentials,
                listening,
                with_worker=worker,
                ready=lambda address: print(f"Tradegraph answers at {address}/graphql"),
            )


@app.command()
def worker() -> None:
    """Relay facts and run the timers, for servers started with --no-worker."""
    with uncollected():
        from api.database import database
        from api.migrations import migrate
        from api.working import must_reach_redis, work

    settings = read_settings()
    must_reach_redis(settings)
    with database(settings) as credentials:
        asyncio.run(migrate(credentials, progress=_say_migrated))
        print("The worker is at work.")
        work(settings, credentials)


@app.command()
def migrate(
    draft: Annotated[
        str, typer.Option(help="Write the next migration under this name instead.")
    ] = "",
) -> None:
    """Bring the database to the revision this code needs."""
    from api import migrations
    from api.database import database

    if draft:
        paths = asyncio.run(migrations.draft(draft))
        print("\n".join(map(str, paths)) or "The models have not changed.")
        return
    with database(read_settings()) as credentials:
        asyncio.run(migrations.migrate(credentials, progress=_say_migrated))
        print("The database is at the latest revision.")


@app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="completejourney or chinese.")],
    weeks: Annotated[
        int | None, typer.Option(min=1, max=53, help="Only the last so many weeks.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Everything.")] = False,
) -> None:
    """Load real data. Repeating it adds nothing; a killed import goes on where it was."""
    from api import importing
    from api.database import database
    from api.migrations import migrate

    if full and weeks is not None:
        raise BadSetting("Choose --weeks or --full, not both.")
    with database(read_settings()) as credentials:
        asyncio.run(migrate(credentials, progress=_say_migrated))
        importing.run(source, credentials, weeks="full" if full else weeks)


@app.command("competitor-prices")
def competitor_prices(
    path: Annotated[
        Path, typer.Argument(help="CSV: sku, competitor, amount, currency, observed_at.")
    ],
) -> None:
    """Note what others ask, from a file. Repeating it adds nothing; odd rows are named."""
    from api.database import database
    from api.importing import competitor_prices as prices

    with database(read_settings()) as credentials:
        report = prices.run(path, credentials)
    for line in report.faults:
        print(line)
    print(f"{report.taken} of {report.rows} rows are noted.")
    if report.faults:
        raise typer.Exit(1)


@app.command("channel-orders")
def channel_orders(
    channel: Annotated[str, typer.Argument(help="The code of the channel.")],
    path: Annotated[Path, typer.Argument(help="JSON Lines, or CSV where the channel exports it.")],
    manifest: Annotated[
        bool, typer.Option("--manifest", help="The channel's own list: id, total, placedAt.")
    ] = False,
) -> None:
    """Take in a file of a channel's orders. Repeating it adds nothing; a killed one goes on."""
    from api.database import database
    from api.importing import channel_orders as files

    settings = read_settings()
    if not path.is_file():
        raise BadSetting(f"There is no file {path}.")
    with database(settings) as credentials:
        try:
            report = files.run(
                channel,
                path,
                credentials,
                is_manifest=manifest,
                progress=lambda count: print(f"{count} messages", flush=True),
            )
        except files.BadFile as bad:
            raise BadSetting(str(bad)) from None
    print(f"{report.received} are new, {report.known} were known, {report.faults} are unreadable.")
    if report.faults:
        raise typer.Exit(1)


@app.command()
def simulate(
    seed: Annotated[int, typer.Option(help="The same seed makes the same shop.")] = 1,
) -> None:
    """Keep the shop moving: customers, pickers and a carrier at work, until Ctrl-C."""
    from api import demo as show
    from api.database import database

    with database(read_settings()) as credentials:
        show.simulate(credentials, seed=seed)


@app.command()
def token(
    who: Annotated[str, typer.Argument(help="customer, warehouse, agent or admin.")],
    hours: Annotated[int, typer.Option(min=1, max=720, help="How long it is good.")] = 12,
    customer: Annotated[
        UUID | None, typer.Option(help="Which customer; the first one otherwise.")
    ] = None,
) -> None:
    """Print a signed token for the Authorization header."""
    from api import demo as show
    from api.database import database

    settings = read_settings()
    with database(settings) as credentials:
        lifetime, now = timedelta(hours=hours), datetime.now(UTC)
        print(show.token(settings, credentials, who, now, lifetime, customer_id=customer))


@audit.command("verify")
def audit_verify(
    start: Annotated[int, typer.Option("--from", min=1, help="The seal to begin with.")] = 1,
    expect: Annotated[
        str, typer.Option(help="NUMBER:HASH of a seal that was noted elsewhere.")
    ] = "",
    former_secrets: Annotated[
        Path | None, typer.Option(help="A file of secrets that were used before, one a line.")
    ] = None,
) -> None:
    """Hash anew all that is sealed; fail, and name it, where something differs."""
    from rich.console import Console

    from api import verifying
    from api.database import database

    settings, noted = read_settings(), verifying.note_of(expect)
    with database(settings) as credentials:
        is_well = verifying.verify(
            settings, credentials, Console(), start=start, expected=noted, former=former_secrets
        )
    if not is_well:
        raise typer.Exit(1)


@audit.command("head")
def audit_head() -> None:
    """Print the newest seal, to be kept where nobody who could change the database can."""
    from api import verifying
    from api.database import database

    with database(read_settings()) as credentials:
        print(verifying.newest(credentials))


@app.command("suggest-lifecycles")
def suggest_lifecycles() -> None:
    """Look at what all products sell, and propose other stages of their lives, as at night."""
    from api.database import database
    from api.suggesting import suggest

    with database(read_settings()) as credentials:
        print(f"{suggest(credentials)} new proposals.")


@app.command()
def keys(
    action: Annotated[str, typer.Argument(help="list, rotate or retire.")],
    name: Annotated[
        str, typer.Argument(help="Which key to retire; `secret` is the bare secret.")
    ] = "",
    at_once: Annotated[
        bool, typer.Option(help="Retire a key though tokens that it signed are still good.")
    ] = False,
) -> None:
    """See to the keys that tokens are signed with; running processes follow within seconds."""
    from api import keyring
    from api.database import database
    from api.migrations import migrate

    settings = read_settings()
    with database(settings) as credentials:
        asyncio.run(migrate(credentials, progress=_say_migrated))
        for line in keyring.run(settings, credentials, action, name, at_once=at_once):
            print(line)


@app.command()
def schema(
    check: Annotated[
        bool, typer.Option(help="Fail when schema.graphql is not what the code says.")
    ] = False,
) -> None:
    """Print the GraphQL schema."""
    from schema.root import schema as graph

    text = graph.as_str() + "\n"
    if not check:
        print(text, end="")
    elif not SCHEMA_FILE.exists() or SCHEMA_FILE.read_text() != text:
        raise BadSetting("schema.graphql is stale: write it anew with `make schema`.")


def _say_migrated(name: str) -> None:
    print(f"  migrated: {name}")


def main(run: Callable[[], None] = app) -> None:
    """Run a command; whatever cannot be done ends it with a sentence.

    SIGTERM ends it as Ctrl-C does: through every `finally`, so that nothing is left running.
    """
    signal.signal(signal.SIGTERM, _stop)
    logging.basicConfig(format="%(levelname)s: %(message)s")
    logging.getLogger("realtime").setLevel(logging.INFO)  # who leads, and what was mended
    logging.getLogger("api.personal_data").setLevel(logging.INFO)  # how far sealing has come
    try:
        run()
    except (BadSetting, CannotOpen, CannotRecover, PostgresDidNotStart) as problem:
        print(f"tradegraph: {problem}", file=sys.stderr)
        raise SystemExit(2) from None


def _stop(number: int, frame: object) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
