"""Has files opened by a process of its own, one for each, and never waits for it for long."""

import asyncio
import json
import os
import sys
from pathlib import Path

from api.media import opening
from domain.catalog.media.kinds import LONGEST_SIDE, FileType, names_of
from domain.catalog.media.rendering import Rendered
from domain.catalog.media.states import MediaFailure

PIXELS_MAX = 50_000_000  # of a picture
SECONDS_MAX = 60.0  # well within the lease of a file
SAID_MAX = 64 * 1024  # bytes
KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")


async def render(type_: FileType, source: Path, target: Path) -> Rendered:
    """Open one file. Whoever opens it is told nothing but where it lies, and is ended when it takes
    too long; dying of it is an answer too.
    """
    spec = {
        "kind": type_.kind.value,
        "type": type_.name,
        "extension": type_.extension,
        "sizes": {size.value: longest for size, longest in LONGEST_SIDE.items()},
        "pixels_max": PIXELS_MAX,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(opening.__file__),
        json.dumps(spec),
        str(source),
        str(target),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
        limit=SAID_MAX,
    )
    try:
        async with asyncio.timeout(SECONDS_MAX):
            said = await _told(process)
    except TimeoutError:
        return Rendered(failure=MediaFailure.TOO_HARD)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or len(said) > SAID_MAX:
        return Rendered(failure=MediaFailure.TOO_HARD)
    return _read(type_, json.loads(said), target)


async def _told(process: asyncio.subprocess.Process) -> bytes:
    """What it says until it ends; of one that never stops talking just too much."""
    assert process.stdout is not None
    said = b""
    while part := await process.stdout.read(SAID_MAX):
        said += part
        if len(said) > SAID_MAX:
            return said
    await process.wait()
    return said


def _read(type_: FileType, said: dict[str, object], target: Path) -> Rendered:
    """What it says, believed no further than we know it."""
    if failure := said.get("failure"):
        return Rendered(failure=MediaFailure(str(failure)))
    files = {name: target / name for name in names_of(type_.kind, type_.extension)}
    width, height = said.get("width"), said.get("height")
    return Rendered(
        files=files,
        width=width if isinstance(width, int) else None,
        height=height if isinstance(height, int) else None,
    )
