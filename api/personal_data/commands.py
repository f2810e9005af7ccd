"""The command line for keys of personal data: `python -m api personal-data --help`."""

import asyncio
from typing import Annotated

import typer

commands = typer.Typer(
    help="Keys that personal data is sealed with, and how long things are kept.",
    no_args_is_help=True,
)


@commands.callback()
def personal_data() -> None:
    """Keys that personal data is sealed with."""


@commands.command("rotate-keys")
def rotate_keys(
    master: Annotated[
        bool,
        typer.Option(
            "--master",
            help="Wrap the data keys under the newest master key; nothing is sealed anew.",
        ),
    ] = False,
) -> None:
    """Seal everything with a new data key, while the shop is open. Repeat it if it was broken off.

    With --master: the first of TRADEGRAPH_MASTER_KEYS wraps from then on, or a new one that is put
    into the file beside the data.
    """
    from api.database import database
    from api.migrations import migrate
    from api.personal_data.master_file import add_master_key
    from api.personal_data.rotating import rewrap, rotate
    from api.settings import read_settings

    settings = read_settings()
    with database(settings) as credentials:
        asyncio.run(migrate(credentials, progress=typer.echo))
        if not master:
            done = asyncio.run(rotate(credentials, settings.masters(), progress=typer.echo))
            typer.echo(f"{done} rows are sealed with the new data key; the old ones are retired.")
            return
        masters = settings.master_keys or add_master_key(settings.data_dir)
        count = asyncio.run(rewrap(credentials, masters))
        typer.echo(f"{count} data keys are wrapped under the master key {masters.newest} now.")
