"""What carriers say, in our words: the table of six languages, and what it does not know."""

from datetime import UTC, datetime

import pytest

from domain.fulfillment.carriers.vocabulary import RawNews, read_news, readings
from domain.fulfillment.states import TrackingStatus

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LANGUAGES = {"kuaidi100", "sf", "51tracking", "aftership", "easypost", "shopify"}


def said(source: str, code: str, text: str = "") -> RawNews:
    return RawNews(source=source, code=code, occurred_at=NOON, text=text)


def test_six_languages_are_known() -> None:
    assert {source for source, _ in readings()} == LANGUAGES


def test_all_thirteen_states_of_kuaidi100_are_known() -> None:
    codes = {code for source, code in readings() if source == "kuaidi100"}

    assert codes == {str(state) for state in [*range(8), *range(10, 15)]}


@pytest.mark.parametrize(
    ("source", "code", "status"),
    [
        ("kuaidi100", "0", TrackingStatus.IN_TRANSIT),
        ("kuaidi100", "1", TrackingStatus.PICKED_UP),
        ("kuaidi100", "2", TrackingStatus.EXCEPTION),
        ("kuaidi100", "3", TrackingStatus.DELIVERED),
        ("kuaidi100", "4", TrackingStatus.RETURNED),
        ("kuaidi100", "5", TrackingStatus.OUT_FOR_DELIVERY),
        ("kuaidi100", "6", TrackingStatus.RETURNING),
        ("kuaidi100", "7", TrackingStatus.IN_TRANSIT),
        ("sf", "待揽收", TrackingStatus.INFO_RECEIVED),
        ("sf", "已拒收", TrackingStatus.EXCEPTION),
        ("51tracking", "notfound001", TrackingStatus.INFO_RECEIVED),
        ("51tracking", "exception010", TrackingStatus.RETURNED),
        ("51tracking", "exception011", TrackingStatus.RETURNING),
        ("aftership", "AttemptFail", TrackingStatus.DELIVERY_ATTEMPTED),
        ("aftership", "attemptfail", TrackingStatus.DELIVERY_ATTEMPTED),
        ("easypost", "pre_transit", TrackingStatus.INFO_RECEIVED),
        ("shopify", "LABEL_PRINTED", TrackingStatus.LABEL_CREATED),
        ("shopify", "READY_FOR_PICKUP", TrackingStatus.AVAILABLE_FOR_PICKUP),
    ],
)
def test_a_code_is_read_by_the_table(source: str, code: str, status: TrackingStatus) -> None:
    assert read_news(said(source, code)).status is status


@pytest.mark.parametrize(
    ("source", "code", "text", "status", "substatus"),
    [
        ("kuaidi100", "3", "快件已存放至丰巢快递柜", "delivered", "DELIVERED_LOCKER"),
        ("kuaidi100", "3", "已由物业代收", "delivered", "DELIVERED_TO_NEIGHBOUR"),
        ("kuaidi100", "5", "快件已到达菜鸟驿站，请及时自提", "available_for_pickup", None),
        ("kuaidi100", "2", "收件人无人接听，改约明日", "delivery_attempted", None),
        ("kuaidi100", "13", "", "exception", "EXCEPTION_CUSTOMS"),
        ("kuaidi100", "14", "", "exception", "EXCEPTION_REFUSED"),
        ("51tracking", "pickup", "Please collect at the shop", "available_for_pickup", None),
        ("51tracking", "delivered004", "", "delivered", "DELIVERED_TO_NEIGHBOUR"),
        ("aftership", "Exception_017", "", "exception", "EXCEPTION_WEATHER"),
        ("aftership", "Exception", "Returned to sender", "returned", None),
        ("shopify", "DELAYED", "", "exception", "EXCEPTION_CARRIER_DELAY"),
    ],
)
def test_the_text_beside_a_code_says_more(
    source: str, code: str, text: str, status: str, substatus: str | None
) -> None:
    read = read_news(said(source, code, text))

    assert (read.status, read.substatus) == (status, substatus)


def test_a_sub_status_not_listed_is_read_as_its_status() -> None:
    assert read_news(said("aftership", "OutForDelivery_009")).status == "out_for_delivery"


@pytest.mark.parametrize(
    ("source", "code"), [("kuaidi100", "99"), ("martian", "1"), ("sf", ""), ("aftership", "_")]
)
def test_what_nobody_knows_is_unknown_and_kept_as_it_came(source: str, code: str) -> None:
    read = read_news(said(source, code, "Zorp"))

    assert read.status is TrackingStatus.UNKNOWN
    assert (read.source, read.code, read.description) == (source, code, "Zorp")
