"""A worker is killed while it writes letters: nobody waits for one in vain, and what comes twice is
what the mail server had taken and not yet said so, under the same Message-ID.
"""

from email.message import EmailMessage
from typing import Any

from api.notifying import AT_ONCE
from domain.notifications.models import Notification
from domain.notifications.states import Medium, NotificationStatus
from domain.shared import sql
from tests.api.notifications.notifying import bought
from tests.api.processes import running, url_of
from tests.mail_servers import HANG, TAKEN, MailServer, mail_server
from tests.shop import Shop

ORDERS = 24
ENOUGH = 9  # letters taken, and the server answers no more; then the worker dies
# What minutes later is due: leases of the dead have ended.
LATER = "UPDATE notification SET next_attempt_at = now() WHERE status = 'pending'"


async def test_each_letter_arrives_and_only_those_in_hand_come_twice_under_the_same_id(
    shop: Shop, database: dict[str, Any]
) -> None:
    is_well = False

    def moody(letter: EmailMessage) -> str:
        return TAKEN if is_well or len(mail.letters) < ENOUGH else HANG

    customer = await shop.customer()
    await shop.place((await shop.stocked(), 1))  # nobody's whom we know
    async with mail_server(moody) as mail:
        async with worker_on(database, mail) as first:
            shop.now = await sql.value("SELECT now()")
            for _ in range(ORDERS):
                await bought(shop, customer)
            await mail.until(lambda server: len(server.letters) > ENOUGH)
            first.kill()
            await first.ends()
        before = len(mail.letters)
        is_well = True
        await sql.execute(LATER)
        async with worker_on(database, mail):
            await mail.until(lambda server: len(set(server.ids)) == ORDERS)
            await sql.execute(LATER)
            await mail.until(lambda server: len(server.letters) >= ORDERS + before - ENOUGH)

    rows = await Notification.filter(medium=Medium.EMAIL)
    assert len(rows) == ORDERS
    assert {f"<{row.id}@example.test>" for row in rows} == set(mail.ids)
    twice = [each for each in set(mail.ids) if mail.ids.count(each) > 1]
    assert len(twice) <= AT_ONCE
    assert max(map(mail.ids.count, set(mail.ids))) <= 2
    of_id: dict[str, set[str]] = {}
    for letter in mail.letters:
        of_id.setdefault(str(letter["Message-ID"]), set()).add(str(letter["Subject"]))
    assert {len(subjects) for subjects in of_id.values()} == {1}
    feed = await Notification.filter(medium=Medium.FEED)
    assert len(feed) == ORDERS
    assert {row.status for row in feed} == {NotificationStatus.SENT}


def worker_on(database: dict[str, Any], mail: MailServer) -> Any:
    return running(
        "worker",
        DATABASE_URL=url_of(database),
        TRADEGRAPH_SECRET="a secret for tests, long enough for HS256",
        SMTP_URL=mail.url,
        MAIL_FROM="shop@example.test",
    )
