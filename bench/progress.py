"""How a part tells people what it is at."""

from collections.abc import Callable

Say = Callable[[str], None]
