"""Sealing: what lies in the database opens with the keys, in its own place, and nowhere else."""

import os

import pytest

from domain.shared.ids import new_id
from domain.shared.master_keys import BadMasterKeys, MasterKeys, fresh_master_key
from domain.shared.sealing import (
    CannotOpen,
    DataKey,
    KeyPurpose,
    Ring,
    blind_with,
    blind_words_with,
)

PLACE = "customer.name"
INDEX = DataKey(1, KeyPurpose.INDEX, os.urandom(32))
OLD = DataKey(2, KeyPurpose.SEAL, os.urandom(32))
NEW = DataKey(3, KeyPurpose.SEAL, os.urandom(32))


def ring(*keys: DataKey) -> Ring:
    return Ring(lambda: [INDEX, *keys])


@pytest.mark.parametrize("value", ["Cleo Park", "王小明", "x" * 10_000, "\N{PILE OF POO}"])
def test_what_was_sealed_opens_and_shows_nothing_meanwhile(value: str) -> None:
    keys, row = ring(OLD), new_id()

    sealed = keys.seal(PLACE, row, value)

    assert value not in sealed
    assert keys.open(PLACE, row, sealed) == value
    assert keys.seal(PLACE, row, value) != sealed


def test_a_value_that_was_put_into_another_place_does_not_open() -> None:
    keys, row = ring(OLD), new_id()
    sealed = keys.seal(PLACE, row, "Cleo Park")

    for place, where in ((PLACE, new_id()), ("customer.email", row)):
        with pytest.raises(CannotOpen):
            keys.open(place, where, sealed)


@pytest.mark.parametrize(
    "change", [lambda s: s[:-2], lambda s: s[:-6] + "AAAA" + s[-2:], str.upper]
)
def test_a_value_that_was_tampered_with_does_not_open(change: object) -> None:
    keys, row = ring(OLD), new_id()
    sealed = keys.seal(PLACE, row, "Cleo Park")
    assert callable(change)

    with pytest.raises(CannotOpen):
        keys.open(PLACE, row, change(sealed))


@pytest.mark.parametrize("text", ["Cleo Park", "v1.2", "v1.2.x.y", "v1.٣.AAAA", "v1.99.AAAA"])
def test_what_is_not_sealed_by_us_is_never_taken_for_a_value(text: str) -> None:
    with pytest.raises(CannotOpen):
        ring(OLD).open(PLACE, new_id(), text)


def test_a_fingerprint_is_the_same_whatever_seals_another_under_another_index_key() -> None:
    other = Ring(lambda: [DataKey(1, KeyPurpose.INDEX, os.urandom(32)), OLD])

    assert ring(OLD).fingerprint("tea") == ring(OLD, NEW).fingerprint("tea")
    assert ring(OLD).fingerprint("tea") != other.fingerprint("tea")
    assert not ring(OLD).fingerprint("\0tea").startswith(ring(OLD).blind("", "tea"))


def test_a_key_made_meanwhile_is_looked_up_when_it_is_first_met() -> None:
    keys, row = [INDEX, OLD], new_id()
    late = Ring(lambda: keys)
    late.load()
    keys.append(NEW)
    sealed = ring(OLD, NEW).seal(PLACE, row, "Cleo Park")

    assert sealed.startswith("v1.3.")
    assert late.open(PLACE, row, sealed) == "Cleo Park"
    assert late.sealing_id == NEW.id


def test_a_retired_key_opens_and_seals_no_more() -> None:
    row = new_id()
    sealed = ring(NEW).seal(PLACE, row, "Cleo Park")
    retired = DataKey(NEW.id, NEW.purpose, NEW.secret, is_retired=True)
    keys = ring(OLD, retired)

    assert keys.open(PLACE, row, sealed) == "Cleo Park"
    assert keys.seal(PLACE, row, "x").startswith("v1.2.")


def test_the_blind_index_of_a_value_is_one_however_it_is_written() -> None:
    keys = ring(OLD)

    assert blind_with(keys, "customer.email", "Cleo@Example.Test") == blind_with(
        keys, "customer.email", "ｃleo@example.test"
    )
    assert blind_with(keys, "customer.email", "a@b.c") != blind_with(keys, PLACE, "a@b.c")
    words = blind_words_with(keys, PLACE, "Cleo-Ann PARK")
    assert set(blind_words_with(keys, PLACE, "park")) < set(words)
    assert len(words) == 3


def test_keys_do_not_show_themselves() -> None:
    assert repr(OLD.secret) not in repr(OLD)


def test_a_data_key_is_wrapped_by_the_first_master_key_and_opens_with_the_others() -> None:
    first, second = fresh_master_key(), fresh_master_key()
    old, both = MasterKeys.read(first), MasterKeys.read(f"{second},{first}")
    master, wrapped = old.wrap(OLD.secret, "seal")

    assert master == first.partition(":")[0]
    assert both.unwrap(master, wrapped, "seal") == OLD.secret
    assert both.wrap(b"x", "seal")[0] == second.partition(":")[0]
    for stranger in (MasterKeys.read(second), MasterKeys({master: os.urandom(32)})):
        with pytest.raises(CannotOpen):
            stranger.unwrap(master, wrapped, "seal")
    with pytest.raises(CannotOpen):
        old.unwrap(master, wrapped, "index")


@pytest.mark.parametrize(
    "text", ["", "x", "a:b", "a:QUJD", f"a:{'A' * 43}=,a:{'A' * 43}=", f"ä:{'A' * 43}="]
)
def test_what_is_no_list_of_master_keys_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(BadMasterKeys) as refused:
        MasterKeys.read(text)

    assert "A" * 43 not in str(refused.value)
