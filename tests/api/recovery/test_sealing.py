"""Sealed files: what comes out is what went in, or nothing does."""

import random
from pathlib import Path

import pytest

from api.recovery.errors import Damaged
from api.recovery.keys import KeyRing, fresh
from api.recovery.sealing import CHUNK_BYTES, TAG_BYTES, Opened, seal
from tests.api.recovery.conftest import ring

NAME = "20261122T180000Z-dump-0000/database.dump"
DICE = random.Random(1)
NOISE = DICE.randbytes(3 * CHUNK_BYTES + 17)  # does not compress: four chunks or so


@pytest.fixture
def keys() -> KeyRing:
    return ring()


def sealed(path: Path, keys: KeyRing, content: bytes, name: str = NAME) -> Path:
    with path.open("wb") as out:
        seal([content[:5], content[5:]], out, keys, name)
    return path


def opened(path: Path, keys: KeyRing, name: str = NAME) -> bytes:
    return b"".join(Opened(path, keys, name))


@pytest.mark.parametrize(
    "content",
    [b"", b"a", bytes(5 * CHUNK_BYTES), NOISE, NOISE[:CHUNK_BYTES]],
    ids=["nothing", "a byte", "zeros", "noise", "a chunk"],
)
def test_what_was_sealed_is_opened(tmp_path: Path, keys: KeyRing, content: bytes) -> None:
    file = sealed(tmp_path / "file", keys, content)

    assert opened(file, keys) == content
    assert content[:64] not in file.read_bytes() or len(content) < 2


def test_pieces_are_small_however_well_it_was_compressed(tmp_path: Path, keys: KeyRing) -> None:
    file = sealed(tmp_path / "file", keys, bytes(40 * CHUNK_BYTES))

    assert file.stat().st_size < CHUNK_BYTES
    assert max(len(piece) for piece in Opened(file, keys, NAME)) <= CHUNK_BYTES


@pytest.mark.parametrize("length", [0, 10, 40, 200, CHUNK_BYTES, -1])
def test_what_was_cut_off_anywhere_is_damaged(tmp_path: Path, keys: KeyRing, length: int) -> None:
    file = sealed(tmp_path / "file", keys, NOISE)
    file.write_bytes(file.read_bytes()[:length])

    with pytest.raises(Damaged):
        opened(file, keys)


def chunks_of(content: bytes) -> tuple[bytes, list[bytes]]:
    size = CHUNK_BYTES + TAG_BYTES
    start = content.index(b"}") + 1
    rest = content[start:]
    return content[:start], [rest[at : at + size] for at in range(0, len(rest), size)]


@pytest.mark.parametrize(
    "change",
    [
        lambda chunks: chunks[:-1],
        lambda chunks: [chunks[1], chunks[0], *chunks[2:]],
        lambda chunks: [chunks[0], chunks[0], *chunks[1:]],
        lambda chunks: chunks[1:],
        lambda chunks: [*chunks, chunks[-1]],
    ],
    ids=["the last is missing", "swapped", "doubled", "the first is missing", "one more"],
)
def test_chunks_that_were_moved_about_are_damaged(
    tmp_path: Path, keys: KeyRing, change: object
) -> None:
    file = sealed(tmp_path / "file", keys, NOISE)
    head, chunks = chunks_of(file.read_bytes())
    assert len(chunks) > 3
    file.write_bytes(head + b"".join(change(chunks)))  # type: ignore[operator]

    with pytest.raises(Damaged, match="is not what was sealed"):
        opened(file, keys)


def test_any_byte_that_changed_shows(tmp_path: Path, keys: KeyRing) -> None:
    whole = sealed(tmp_path / "file", keys, b"what a shop knows").read_bytes()

    for place in range(len(whole)):
        torn = bytearray(whole)
        torn[place] ^= 1
        (tmp_path / "file").write_bytes(torn)
        with pytest.raises(Damaged):
            opened(tmp_path / "file", keys)


def test_one_file_cannot_stand_in_for_another(tmp_path: Path, keys: KeyRing) -> None:
    file = sealed(tmp_path / "file", keys, b"yesterday's", "yesterday/database.dump")

    with pytest.raises(Damaged, match="under the name of"):
        opened(file, keys)


def test_another_key_opens_nothing_and_is_named(tmp_path: Path, keys: KeyRing) -> None:
    file = sealed(tmp_path / "file", keys, b"a secret")

    with pytest.raises(Damaged, match=f"sealed under the key {keys.newest.id}"):
        opened(file, ring())


def test_a_new_key_seals_and_the_old_one_still_opens(tmp_path: Path) -> None:
    old, new = fresh(), fresh()
    before = sealed(tmp_path / "before", ring(old), b"before")

    both = ring(new, old)
    after = sealed(tmp_path / "after", both, b"after")

    assert opened(before, both) == b"before"
    assert opened(after, ring(new)) == b"after"
    with pytest.raises(Damaged):
        opened(after, ring(old))


def test_no_two_files_are_sealed_alike(tmp_path: Path, keys: KeyRing) -> None:
    one, other = (sealed(tmp_path / name, keys, NOISE) for name in ("one", "other"))

    assert one.read_bytes() != other.read_bytes()
