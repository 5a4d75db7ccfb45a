"""What settles deliveries of unknown outcome after kills, made from the peer's own log of whom it took."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from digest import deliver, mail
from digest.deliver.transports.protocol import Doubt
from digest.model.edition import EditionState
from digest.model.transport import Transport, TransportKind
from digest.morning import settle
from digest.morning.settle import Evidence
from digest.runtime import Runtime
from digest.store import Store, batches, outcomes
from tests import world as builders
from tests.deliver.peers import postfix_log
from tests.deliver.peers.events import Account, event
from tests.deliver.scene import Scene
from tests.deliver.world import DUE, EDITION
from tests.web import house

ACCOUNT = Account()


def settled(store: Store, scene: Scene, folder: Path) -> Evidence:
    """What evidence says after a scene's kills; those who never had it are queued then."""
    with house.opened(folder, scene.url) as runtime:
        way = _relay(store, scene, folder) if scene.kind == "smtp" else _service(runtime, store, scene)
        runtime.settings = replace(runtime.settings, transports={"outbox": way})
        edition, digest = builders.edition(state=EditionState.SENDING), house.digest_of(runtime)
        found = settle.by_evidence(runtime, edition, digest)
        if found.lost:  # that they never had it is proved: the operator may try again
            settle.retry(runtime, edition)
    with store.write() as db:  # the senders' clock stands still, and what was queued is ready by the wall's
        db.exec_driver_sql("UPDATE batches SET ready_at = due_at")
    return found


def _relay(store: Store, scene: Scene, folder: Path) -> Transport:
    """A Postfix that wrote a log."""
    text = postfix_log.other(DUE - timedelta(minutes=1))
    for number, subscription in enumerate(_taken(store, scene)):
        id = mail.message_id(EDITION, subscription, "news.example")
        text += postfix_log.taken(DUE, f"A{number:X}", id, status=("sent", "")[number % 2])
    file = folder / "mail.log"
    file.write_text(text + postfix_log.other(DUE + timedelta(minutes=10)), encoding="utf-8")
    return Transport(name="outbox", kind=TransportKind.SMTP, mail_log=file)


def _service(runtime: Runtime, store: Store, scene: Scene) -> Transport:
    """A SendGrid that posted its events, some twice, in an order of its own."""
    with store.read() as db:
        batch_of = {id: batch.id for batch in batches.of_edition(db, EDITION) for id in batch.subscriptions}
    way = Transport(name="outbox", kind=TransportKind.SENDGRID, webhook_key=ACCOUNT.webhook_key)
    taken = [f"{batch_of[id]}-{id}" for id in _taken(store, scene)]
    told = [event("delivered", one) for one in taken] + [event("processed", one) for one in [*taken, *taken[::3]]]
    for start in range(0, len(told), 100):
        post = ACCOUNT.post(told[start : start + 100])
        found = deliver.RECEIPTS[way.kind](way, post.body, post.headers)
        assert not isinstance(found, Doubt)
        deliver.take_in(store, found, now=DUE, most=runtime.settings.deliveries)
    return way


def _taken(store: Store, scene: Scene) -> Sequence[int]:
    """The subscriptions of those for whom the peer took a mail."""
    with store.read() as db:
        ids = [id for batch in batches.of_edition(db, EDITION) for id in batch.subscriptions]
        known: dict[int, str] = {}
        for start in range(0, len(ids), outcomes.IDS_MAX):
            known |= outcomes.addresses(db, ids[start : start + outcomes.IDS_MAX])
    by_address = {address: id for id, address in known.items()}
    return [by_address[address] for address in scene.readers]
