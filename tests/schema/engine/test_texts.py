"""What the database writes down itself is, to the byte, what Python would have written."""

from uuid import UUID

import orjson
import pytest

from domain.shared import sql
from domain.shared.money import AMOUNT_MINOR_MAX, MINOR_DIGITS, WRITTEN_SQL, written
from schema.engine.texts import SCALARS, UNBROKEN_MAX, global_id_sql
from schema.shared.ids import global_id

pytestmark = pytest.mark.usefixtures("database")

KEY = UUID("019a8c83-4af0-7c39-ac6a-0135e1880000")
TEXTS = [
    "",
    'a "word" \\ and / more',
    "".join(map(chr, range(1, 0x20))) + "\x7f\x80\u2028\u2029",
    "绿茶 été 👩‍👩‍👧 \ufeff",
    "null",
    "{row} $1 %s ' ''",
]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
async def test_a_text_is_escaped_alike(text: str) -> None:
    statement = SCALARS["String"].format(value="$1::text")

    assert (await sql.value(f"SELECT {statement}", text)).encode() == orjson.dumps(text)


@pytest.mark.parametrize("truth", [True, False])
async def test_a_truth_value_is_a_word(truth: bool) -> None:
    statement = SCALARS["Boolean"].format(value="$1::boolean")

    assert (await sql.value(f"SELECT {statement}", truth)).encode() == orjson.dumps(truth)


async def test_a_number_beyond_graphqls_is_refused() -> None:
    statement = SCALARS["Int"].format(value="$1::bigint")

    assert await sql.value(f"SELECT {statement}", -(2**31)) == "-2147483648"
    with pytest.raises(Exception, match="out of range"):
        await sql.value(f"SELECT {statement}", 2**31)


@pytest.mark.parametrize("currency", MINOR_DIGITS)
async def test_money_is_written_alike(currency: str) -> None:
    minors = [0, 1, -1, 99, -99, 100, 101, 1_050, -123_456, AMOUNT_MINOR_MAX]
    statement = WRITTEN_SQL.replace("{0}", "m").replace("{1}", "$2::text")
    found = await sql.rows(
        f"SELECT {statement} AS text FROM unnest($1::bigint[]) m", minors, currency
    )

    assert [row["text"] for row in found] == [written(minor, currency) for minor in minors]


@pytest.mark.parametrize(("minor", "currency"), [(1, "XXX"), (1, None), (None, "USD")])
async def test_what_is_no_money_breaks_the_statement_off(
    minor: int | None, currency: str | None
) -> None:
    statement = WRITTEN_SQL.replace("{0}", "$1::bigint").replace("{1}", "$2::text")

    with pytest.raises(Exception, match="no money"):
        await sql.value(f"SELECT {statement}", minor, currency)


@pytest.mark.parametrize("kind", ["Tag", "PaymentTransaction", "A" * (UNBROKEN_MAX - 36)])
async def test_an_id_is_written_alike(kind: str) -> None:
    found = await sql.value(f"SELECT {global_id_sql(kind, '$1::uuid')}", KEY)

    assert found == f'"{global_id(kind, KEY)}"'
