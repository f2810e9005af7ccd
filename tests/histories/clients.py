"""Clients who write down whatever they ask and whatever they are told."""

import random
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from tests.graph import run
from tests.histories.history import Entry, Told, Verb

MUTATIONS = {
    Verb.PLACE: ("orderCreate", "order"),
    Verb.CAPTURE: ("paymentCapture", "payment"),
    Verb.REFUND: ("refundCreate", "payment"),
    Verb.CANCEL: ("orderCancel", "order"),
    Verb.ADJUST: ("inventoryAdjust", "level"),
}
RETRYABLE = "IDEMPOTENCY_IN_PROGRESS"  # somebody else's request has the key in hand


@dataclass(frozen=True)
class Ask:
    """One request to be."""

    verb: Verb
    key: str
    subject: str
    amount: int = 0


@dataclass
class Record:
    """All that was asked and told, in the order in which the clients saw it."""

    warehouse: str
    entries: list[Entry] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    async def send(self, http: httpx.AsyncClient, address: str, ask: Ask) -> Entry:
        """Ask, and write down both ends of it."""
        number = next(self.numbers)
        sent = Entry(number, Told.INVOKE, ask.verb, ask.key, ask.subject, ask.amount)
        self.entries.append(sent)
        told, result = await self._told(http, address, ask)
        ended = Entry(number, told, ask.verb, ask.key, ask.subject, ask.amount, result)
        self.entries.append(ended)
        return ended

    async def _told(self, http: httpx.AsyncClient, address: str, ask: Ask) -> tuple[Told, str]:
        mutation, shown = MUTATIONS[ask.verb]
        body = {
            "query": run(mutation, f"{shown} {{ id }}"),
            "variables": {"input": self._input(ask)},
        }
        try:
            answer = (await http.post(f"{address}/graphql", json=body)).json()
        except (httpx.TransportError, ValueError):
            return Told.UNKNOWN, "no answer"
        if answer.get("errors"):
            return Told.UNKNOWN, str(answer["errors"][0]["extensions"]["code"])
        payload = answer["data"][mutation]
        if payload["userErrors"]:
            return Told.FAIL, str(payload["userErrors"][0]["code"])
        return Told.OK, str(payload[shown]["id"])

    def _input(self, ask: Ask) -> dict[str, Any]:
        money = {"amount": f"{ask.amount / 100:.2f}", "currencyCode": "USD"}
        match ask.verb:
            case Verb.PLACE:
                lines = [{"variantId": ask.subject, "quantity": ask.amount}]
                given = {"channel": "web", "currency": "USD", "lines": lines}
            case Verb.CAPTURE:
                given = {"orderId": ask.subject, "method": "MANUAL", "amount": money}
                given["reference"] = f"slip {ask.key}"
            case Verb.REFUND:
                given = {"paymentId": ask.subject, "amount": money}
            case Verb.ADJUST:
                given = {"variantId": ask.subject, "warehouseId": self.warehouse}
                given |= {"delta": ask.amount, "reason": "counted"}
            case Verb.CANCEL:
                return {"id": ask.subject, "reason": "OTHER"}
        return {**given, "idempotencyKey": ask.key}

    def known(self, verb: Verb) -> list[Entry]:
        """What is known to be done."""
        return [each for each in self.entries if each.told is Told.OK and each.verb is verb]

    def unresolved(self) -> list[Ask]:
        """What was asked, and nobody knows whether it was done."""
        done = {(each.verb, each.key) for each in self.entries if each.told is Told.OK}
        open_ = {
            (each.verb, each.key): Ask(each.verb, each.key, each.subject, each.amount)
            for each in self.entries
            if each.told is Told.UNKNOWN or each.result == RETRYABLE
        }
        return [ask for name, ask in open_.items() if name not in done]

    def next(self, rng: random.Random, variants: list[str]) -> Ask:
        """Something to ask, of what is known by now."""
        orders, payments = self.known(Verb.PLACE), self.known(Verb.CAPTURE)
        sent = [each for each in self.entries if each.told is Told.INVOKE]
        key = f"{rng.getrandbits(64):x}"
        dice = rng.random()
        if dice < 0.15 and sent:
            again = rng.choice(sent)
            return Ask(again.verb, again.key, again.subject, again.amount)
        if dice < 0.35 and orders:
            return Ask(Verb.CAPTURE, key, rng.choice(orders).result, rng.randint(1, 2000))
        if dice < 0.50 and payments:
            return Ask(Verb.REFUND, key, rng.choice(payments).result, rng.randint(1, 1000))
        if dice < 0.58 and orders:
            order = rng.choice(orders).result
            return Ask(Verb.CANCEL, order, order)
        if dice < 0.70:
            return Ask(Verb.ADJUST, key, rng.choice(variants), rng.choice([-3, -1, 2, 5]))
        return Ask(Verb.PLACE, key, rng.choice(variants), rng.randint(1, 4))
