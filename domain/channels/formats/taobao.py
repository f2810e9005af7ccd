"""Orders of Taobao and Tmall as sellers export them (已卖出的宝贝 → 导出订单): CSV in GBK or UTF-8,
one row for each sub-order, amounts in yuan, times in China's, states in words.

Exports differ from seller to seller and from year to year (JD's have other headers altogether), so
which header means what is a table that a person can change on the channel.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from domain.channels.normalized import (
    NormalizedLine,
    NormalizedOrder,
    Rejected,
    minor_of,
    text_of,
    units_of,
)
from domain.channels.states import MessageKind, RejectReason

if TYPE_CHECKING:
    from domain.channels.formats import Terms

CHINA = timezone(timedelta(hours=8))
COLUMNS: Mapping[str, str] = {
    "orderId": "订单编号",
    "status": "订单状态",
    "placedAt": "订单创建时间",
    "sku": "商家编码",
    "quantity": "购买数量",
    "paid": "买家应付货款",  # for this sub-order, after what was taken off
    "price": "价格",  # of one unit, before
    "shipping": "买家应付邮费",
    "paymentReference": "支付单号",
    "recipient": "收货人姓名",
    "phone": "联系手机",
    "address": "收货地址",
    "note": "买家留言",
}
REQUIRED = {"orderId", "status", "placedAt", "sku", "quantity", "paid"}
UNPAID = {"等待买家付款", "等待付款"}
PAID = {
    "买家已付款,等待卖家发货",
    "买家已付款，等待卖家发货",
    "卖家部分发货",
    "卖家已发货,等待买家确认",
    "卖家已发货，等待买家确认",
    "交易成功",
    "等待出库",
    "等待确认收货",
    "完成",
}
CLOSED = {"交易关闭", "已取消", "(删除)交易关闭"}
DISTRICT = re.compile(r"\S{1,20}?[区县市旗]")  # what an address in a city begins with
MUNICIPALITIES = {"北京", "上海", "天津", "重庆"}


def columns_of(terms: "Terms") -> Mapping[str, str]:
    """Which header means what, for this channel."""
    return {**COLUMNS, **(terms.columns or {})}


def normalize(message: object, kind: MessageKind, terms: "Terms") -> NormalizedOrder:
    """The order that rows of an export mean; `message` are the rows of one order, by header.

    Raises:
        Rejected: a cell is missing or makes no sense, or the order is not to be sent.
    """
    if not isinstance(message, list) or not message:
        raise Rejected(RejectReason.UNREADABLE)
    columns = columns_of(terms)
    rows = [{name: cell(row.get(header)) for name, header in columns.items()} for row in message]
    for place, row in enumerate(rows):
        if missing := sorted(name for name in REQUIRED if not row[name]):
            raise Rejected(RejectReason.UNREADABLE, columns[missing[0]], sub_order=place)
    head, name = rows[0], columns["status"]
    kept = [row for row in rows if row["status"] not in CLOSED]
    for row in kept:
        if row["status"] not in PAID:
            reason = (
                RejectReason.NOT_TO_IMPORT if row["status"] in UNPAID else RejectReason.UNREADABLE
            )
            raise Rejected(reason, name, said=row["status"][:40])
    if not kept:
        kind, kept = MessageKind.CANCELED, rows
    currency = terms.currency
    order = NormalizedOrder(
        external_id=text_of(head["orderId"], columns["orderId"], longest=65),
        currency=currency,
        placed_at=_instant(head["placedAt"], columns["placedAt"]),
        lines=[_line(row, currency, columns) for row in kept],
        kind=kind,
        # An order's postage stands in each of its rows, or in the first.
        shipping_minor=max(
            minor_of(row["shipping"] or "0", currency, columns["shipping"]) for row in kept
        ),
        payment_reference=text_of(head["paymentReference"] or head["orderId"], "", longest=120),
        address=_address(head),
        note=head["note"][:2000],
    )
    paid = 0 if kind is MessageKind.CANCELED else order.total_minor
    return replace(order, paid_minor=paid).checked(None)


def cell(value: object) -> str:
    """What a cell says, without what spreadsheets put around numbers: tabs, apostrophes, ="…"."""
    found = value.strip() if isinstance(value, str) else ""
    if found.startswith('="') and found.endswith('"'):
        found = found[2:-1]
    return found.lstrip("'").strip()


def _line(row: Mapping[str, str], currency: str, columns: Mapping[str, str]) -> NormalizedLine:
    quantity = units_of(row["quantity"], columns["quantity"])
    paid = minor_of(row["paid"], currency, columns["paid"])
    if quantity < 1 or paid < 0:
        raise Rejected(RejectReason.UNREADABLE, columns["quantity" if quantity < 1 else "paid"])
    price = minor_of(row["price"], currency, columns["price"]) if row["price"] else 0
    off = max(0, price * quantity - paid)
    return NormalizedLine.paid(row["sku"], quantity, paid, off)


def _instant(value: str, name: str) -> datetime:
    for form in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M"):
        try:
            return datetime.strptime(value, form).replace(tzinfo=CHINA).astimezone(UTC)
        except ValueError:
            continue
    raise Rejected(RejectReason.UNREADABLE, name)


def _address(row: Mapping[str, str]) -> Mapping[str, str] | None:
    """Province, city, district and the rest, of one cell: parts are set off by blanks, and the
    district at least by its last sign."""
    if not row["address"] or not row["recipient"]:
        return None
    parts: Sequence[str] = row["address"].split(maxsplit=2)
    province = parts[0] if len(parts) == 3 else ""
    city = parts[1] if len(parts) == 3 else parts[0]
    if province.removesuffix("市") in MUNICIPALITIES:
        city = province
    named = DISTRICT.match(parts[-1])
    return {
        "recipient": row["recipient"][:120],
        "phone": row["phone"][:32],
        "line1": parts[-1][named.end() if named else 0 :].strip()[:200],
        "line2": "",
        "city": city[:120],
        "district": named[0].strip() if named else "",
        "region": province[:120],
        "postal_code": "",
        "country": "CN",
    }
