"""The product with groups of one: `python -m bench.one_by_one serve`, to be measured against."""

from api.__main__ import main
from domain.orders import till

if __name__ == "__main__":
    till.GROUP_MAX = 1
    main()
