"""A gateway without a bank: honest in its books, and as unreliable in answering as real ones.

Each movement has one fate, drawn from the seed and its key, or named by its instrument.
"""

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec
from standardwebhooks.webhooks import Webhook as Signer
from standardwebhooks.webhooks import WebhookVerificationError

from domain.finance.gateways.book import Book, Letter, Movement
from domain.finance.gateways.port import Ask, BadMessage, GatewayUnavailable, News, Outcome
from domain.finance.states import TransactionState, TransactionType, sums_of

CODE = "sandbox"
ACTION_URL = "https://sandbox.invalid/agree/"  # where a real one would ask the customer
SLOW_SECONDS = 20.0  # until what is answered later has been
LATE_SECONDS = 60.0  # at most, for a message, and between it and its repetition
DECLINED, TOO_MUCH, TOO_LATE = "declined", "too_much", "too_late"
# Instruments whose fate is known: for tests by hand, as real gateways have test cards.
INSTRUMENTS = ("good", "declined", "slow", "action", "abandoned", "silent")


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong on purpose, each as a share between 0 and 1; and how long things take."""

    declined: float = 0.05  # of what is asked
    slow: float = 0.05  # of what is asked, answered later
    action: float = 0.05  # of authorizations and sales, for which the customer has to agree
    abandoned: float = 0.2  # of those, for which they never do
    unheard: float = 0.03  # of questions that never arrive
    unanswered: float = 0.03  # of questions that arrive, and whose answer does not
    late: float = 0.3  # of messages, sent after later ones
    repeated: float = 0.2  # of messages, sent twice
    renamed: float = 0.2  # of those, the second time under another id
    slow_seconds: float = SLOW_SECONDS
    late_seconds: float = LATE_SECONDS


NO_FAULTS = Faults(0, 0, 0, 0, 0, 0, 0, 0, 0)


class Said(msgspec.Struct, frozen=True):
    """A message as it is written."""

    id: str
    key: str
    begun: str
    type: TransactionType
    state: TransactionState
    reference: str
    amount_minor: int
    at: datetime
    code: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A signed message, ready to be sent."""

    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class SimulatedGateway:
    """A gateway whose every movement has one fate. It remembers in its books; asked twice under one
    key, it does a thing once. `secret` signs its messages, as Standard Webhooks has it.
    """

    book: Book
    secret: str
    clock: Callable[[], datetime]
    seed: int = 1
    faults: Faults = Faults()
    code: str = CODE

    async def perform(self, ask: Ask) -> Outcome:
        """Make a movement, or say what became of it."""
        chance = self._pass(ask)
        with self.book.writing():
            done = self.book.movement(ask.key) or self._do(ask)
        self._answer(ask, chance)
        return self._outcome(done)

    async def find(self, ask: Ask) -> Outcome | None:
        """What became of a movement; None if it was never asked for."""
        self._answer(ask, self._pass(ask))
        done = self.book.movement(ask.key)
        return None if done is None else self._outcome(done)

    def read(self, headers: Mapping[str, str], body: bytes) -> list[News]:
        """One of its own messages."""
        try:
            Signer(self.secret).verify(body.decode(), dict(headers))
            said = msgspec.json.decode(body, type=Said)
        except (WebhookVerificationError, UnicodeDecodeError, msgspec.MsgspecError):
            raise BadMessage("not signed, or not to be read") from None
        began = self.book.movement(said.begun)
        return [
            News(
                message_id=said.id,
                type=said.type,
                key=said.key,
                begun=said.begun,
                begun_reference=began.reference if began else "",
                outcome=Outcome(
                    said.state,
                    said.at,
                    said.reference,
                    amount_minor=said.amount_minor,
                    failure_code=said.code or None,
                    action_url=_action_url(said.state, said.reference),
                ),
            )
        ]

    def messages(self, until: datetime) -> list[Message]:
        """What it has to tell by then and has not sent, each message once, as often as it repeats
        itself, and in the order in which it gets round to it.
        """
        with self.book.writing():
            return [self._written(each) for each in self.book.take_due(until.timestamp())]

    def _pass(self, ask: Ask) -> random.Random:
        """A question arrives, or does not."""
        chance = random.Random(f"{self.seed}|{ask.key}|{self.book.count(ask.key)}")
        if chance.random() < self.faults.unheard:
            self.book.lose(ask.key)
            raise GatewayUnavailable("the question was lost")
        return chance

    def _answer(self, ask: Ask, chance: random.Random) -> None:
        if chance.random() < self.faults.unanswered or ask.instrument == "silent":
            self.book.lose(ask.key)
            raise GatewayUnavailable("the answer was lost")

    def _do(self, ask: Ask) -> Movement:
        chance = random.Random(f"{self.seed}|{ask.key}")
        at = self.clock().timestamp()
        refused = self._refused(ask, at)
        state, ends_in, end = self._fate(ask, chance) if not refused else _AT_ONCE_FAILED
        done = Movement(
            key=ask.key,
            type=ask.type.value,
            begun=ask.begun,
            amount=ask.amount.minor,
            currency=ask.amount.currency,
            reference=f"{ask.type.value[:4]}_{_short(ask.key)}",
            at=at,
            state=state,
            ends_at=at + ends_in,
            end_state=end,
            code=refused or (DECLINED if end == TransactionState.FAILED else ""),
        )
        self.book.write(done)
        self.book.tell(self._letters(done, chance))
        if ask.type is TransactionType.VOID and not refused:
            self._call_off(ask, at)
        return done

    def _refused(self, ask: Ask, at: float) -> str:
        """What its own books do not allow."""
        if ask.type is TransactionType.AUTHORIZATION or ask.is_sale:
            return ""
        own = self.book.movements(ask.begun)
        sums = sums_of(
            (TransactionType(each.type), TransactionState(each.state_at(at)), each.amount)
            for each in own
        )
        match ask.type:
            case TransactionType.CAPTURE:
                return "" if ask.amount.minor <= sums.capturable else TOO_MUCH
            case TransactionType.REFUND:
                return "" if ask.amount.minor <= sums.refundable else TOO_MUCH
        return "" if not own or sums.capturable or sums.unsettled_begin else TOO_LATE

    def _fate(self, ask: Ask, chance: random.Random) -> tuple[str, float, str]:
        """The state it has at once, how many seconds later it ends, and how."""
        done, failed = TransactionState.SUCCEEDED.value, TransactionState.FAILED.value
        waits, pending = TransactionState.ACTION_REQUIRED.value, TransactionState.PENDING.value
        takes = self.faults.slow_seconds
        begins = ask.key == ask.begun
        drawn = [chance.random() for _ in range(4)]
        word = ask.instrument if ask.instrument in INSTRUMENTS else ""
        if word == "declined" or (not word and drawn[0] < self.faults.declined and begins):
            return failed, 0.0, failed
        if word in ("action", "abandoned") or (
            not word and begins and drawn[1] < self.faults.action
        ):
            is_abandoned = word == "abandoned" or (not word and drawn[2] < self.faults.abandoned)
            return (waits, NEVER, waits) if is_abandoned else (waits, takes, done)
        if word == "slow" or (not word and drawn[3] < self.faults.slow):
            return pending, takes, done
        return done, 0.0, done

    def _call_off(self, ask: Ask, at: float) -> None:
        """What was let go before anybody agreed to it, or heard of it, comes to nothing."""
        began = self.book.movement(ask.begun)
        if began is None:
            ended = TransactionState.EXPIRED.value
            never = Movement(
                key=ask.begun,
                type=TransactionType.AUTHORIZATION.value,
                begun=ask.begun,
                amount=ask.amount.minor,
                currency=ask.amount.currency,
                reference=f"auth_{_short(ask.begun)}",
                at=at,
                state=ended,
                ends_at=at,
                end_state=ended,
                code="",
            )
            self.book.write(never)
            return
        if began.state_at(at) not in ("pending", "action_required"):
            return
        self.book.unsay(began.key, at)
        over = replace(began, ends_at=at, end_state=TransactionState.EXPIRED.value)
        self.book.write(over)
        self.book.tell([self._letter(over, over.end_state, at, 0.0)])

    def _letters(self, done: Movement, chance: random.Random) -> list[Letter]:
        told = [(done.state, done.at)]
        if done.end_state != done.state:
            told.append((done.end_state, done.ends_at))
        letters: list[Letter] = []
        for state, at in told:
            latest = self.faults.late_seconds
            late = latest if chance.random() < self.faults.late else 0.0
            first = self._letter(done, state, at, late * chance.random())
            letters.append(first)
            if chance.random() < self.faults.repeated:
                again = replace(first, due=first.due + 1 + latest * chance.random())
                is_renamed = chance.random() < self.faults.renamed
                letters.append(replace(again, id=f"{again.id}_again") if is_renamed else again)
        return letters

    def _letter(self, done: Movement, state: str, at: float, late: float) -> Letter:
        return Letter(f"msg_{_short(done.key + state)}", done.key, state, at, at + late)

    def _written(self, letter: Letter) -> Message:
        done = self.book.movement(letter.key)
        assert done is not None, "it tells of what it did"
        said = Said(
            id=letter.id,
            key=done.key,
            begun=done.begun,
            type=TransactionType(done.type),
            state=TransactionState(letter.state),
            reference=done.reference,
            amount_minor=done.amount,
            at=datetime.fromtimestamp(letter.at, UTC),
            code=done.code,
        )
        body = msgspec.json.encode(said)
        sent = datetime.now(UTC)
        signature = Signer(self.secret).sign(letter.id, sent, body.decode())
        return Message(
            {
                "webhook-id": letter.id,
                "webhook-timestamp": str(int(sent.timestamp())),
                "webhook-signature": signature,
            },
            body,
        )

    def _outcome(self, done: Movement) -> Outcome:
        now = self.clock()
        state = TransactionState(done.state_at(now.timestamp()))
        return Outcome(
            state,
            now,
            done.reference,
            amount_minor=done.amount,
            failure_code=done.code or None if state is TransactionState.FAILED else None,
            action_url=_action_url(state, done.reference),
        )


NEVER = 10.0 * 365 * 86_400  # seconds
_AT_ONCE_FAILED = (TransactionState.FAILED.value, 0.0, TransactionState.FAILED.value)


def _action_url(state: TransactionState, reference: str) -> str:
    return ACTION_URL + reference if state is TransactionState.ACTION_REQUIRED else ""


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
