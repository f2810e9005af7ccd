"""`python -m api audit`: anybody with the secret can find out whether the trail is what it was."""

from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from api.settings import BadSetting, Settings, read_settings
from api.verifying import keys_of, note_of, tell
from domain.audit.chain import SealKey
from domain.audit.seal import Sealer
from tests.api.processes import running, url_of
from tests.domain.audit.world import Trail, a_trail, newest, tamper
from tests.shop import Shop

SECRET = "the secret of this installation, long enough"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"TRADEGRAPH_SECRET": SECRET, "DATA_DIR": str(tmp_path)})


@pytest.fixture
async def trail(database: dict[str, Any]) -> AsyncIterator[Trail]:
    """One seal."""
    async with a_trail(database) as trail:
        trail.sealer = Sealer(SealKey.of(SECRET))
        await trail.facts(3)
        await trail.entries(2)
        await trail.seal()
        yield trail


async def verified(
    settings: Settings, *, former: Path | None = None, expected: str = ""
) -> tuple[bool, str]:
    """Whether all is well, and what was said."""
    said = StringIO()
    console = Console(file=said, width=200)
    is_well = await tell(keys_of(settings, former), console, expected=note_of(expected))
    return is_well, said.getvalue()


async def test_it_says_that_all_is_well_and_what_to_keep(trail: Trail, settings: Settings) -> None:
    seal = await newest()
    noted = f"{seal.number}:{seal.hash.hex()}"

    is_well, said = await verified(settings, expected=noted)

    assert is_well
    assert "1 seals over 3 facts and 2 entries; 0 wait for the next." in said
    assert f"Keep elsewhere: {noted}" in said


async def test_it_fails_and_names_what_differs(trail: Trail, settings: Settings) -> None:
    await tamper("UPDATE event SET actor = 'somebody' WHERE seq = 2")

    is_well, said = await verified(settings)

    assert not is_well
    assert "Not as it was sealed: fact 2: was changed." in said


async def test_former_secrets_are_read_from_a_file(trail: Trail, tmp_path: Path) -> None:
    new = read_settings({"TRADEGRAPH_SECRET": "x" * 40, "DATA_DIR": str(tmp_path)})
    former = tmp_path / "former"
    former.write_text(f"{'y' * 40}\n{SECRET}\n")

    assert not (await verified(new))[0], "without it, its key is not known"
    assert (await verified(new, former=former))[0]


async def test_before_the_first_seal_there_is_nothing_to_say(
    settings: Settings, database: dict[str, Any]
) -> None:
    assert await verified(settings) == (
        True,
        "0 seals over 0 facts and 0 entries; 0 wait for the next.\nNothing is sealed yet.\n",
    )


@pytest.mark.parametrize("text", ["3", "x:y", ":", "3:"])
def test_what_is_expected_is_written_as_it_was_printed(text: str) -> None:
    with pytest.raises(BadSetting, match="NUMBER:HASH"):
        note_of(text)


async def test_from_a_token_that_is_made_to_a_trail_that_fails(
    shop: Shop, trail: Trail, database: dict[str, Any], tmp_path: Path
) -> None:
    cleo = await shop.customer()
    env = {"DATABASE_URL": url_of(database), "TRADEGRAPH_SECRET": SECRET, "DATA_DIR": str(tmp_path)}

    async def run(*args: str) -> tuple[int, str]:
        async with running(*args, **env) as process:
            return await process.ends(), process.output

    assert (await run("token", "customer", "--customer", str(cleo.id)))[0] == 0
    await trail.seal()
    code, noted = await run("audit", "head")
    assert (code, noted[:2]) == (0, "2:")
    assert (await run("audit", "verify", "--expect", noted.strip()))[0] == 0
    await tamper("DELETE FROM audit_entry WHERE operation = 'token'")
    code, said = await run("audit", "verify", "--from", "2")
    assert (code, "entry 3: was removed" in said) == (1, True)
