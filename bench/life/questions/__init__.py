"""The questions of the evening, in SQL that a person can read. Each lists what is wrong, so nothing
is the right answer.

Beside the shop's own tables there are what others know: `brought`, the units that people say they
put on which shelf; `told`, the numbers of the orders that customers were told; `gateway`, the books
of the payment gateway; `letter`, the messages that it posted; `said`, the names of what machines
said; `filed`, the rows of the file of all orders.
"""

from typing import Final

from bench.life.questions.left import LEFT
from bench.life.questions.made_good import MADE_GOOD
from bench.life.questions.money import MONEY
from bench.life.questions.orders import ORDERS
from bench.life.questions.stock import STOCK

QUESTIONS: Final = (*STOCK, *MONEY, *ORDERS, *MADE_GOOD, *LEFT)
PENDING: Final = LEFT[:3]  # what may only take a while yet
