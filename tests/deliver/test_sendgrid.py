"""What the SendGrid transport asks for, and what it makes of the answers."""

import time
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from digest import mail
from digest.deliver.transports import sendgrid_request
from digest.deliver.transports.protocol import Letter, Mail
from digest.deliver.transports.sendgrid import SendGrid
from digest.errors import TransportError
from digest.mail import Field
from digest.model.delivery import OutcomeState, Recipient
from digest.model.settings import Sender
from digest.model.transport import Transport, TransportKind
from digest.store import Store, open_store, outcomes
from tests.deliver import world
from tests.deliver.peers import sendgrid
from tests.deliver.peers.sendgrid import CLOSE_AFTER, CLOSE_BEFORE, HANG, Log, Trouble
from tests.deliver.world import EDITION


@pytest.fixture
def ledger(sqlite_url: str):
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


def account(port: int, *, key: str = "SG.key", host: str = "127.0.0.1", **fields) -> SendGrid:
    settings = {"connections": 1, "timeout_s": 2.0, **fields}
    return SendGrid(Transport(name="sg", kind=TransportKind.SENDGRID, host=host, port=port, **settings), api_key=key)


def sent(store: Store, folder: Path, trouble: Trouble = lambda _n, _m: None, **fields) -> tuple[dict[str, int], Log]:
    """The outcomes of six readers in batches of two."""
    world.frozen(store, world.readers(store, 6), size=2)
    with sendgrid.running(trouble) as server:
        way_out = account(server.port, **fields)
        tally = world.send(store, way_out, folder)
        way_out.close()
        return world.outcomes(tally), server.log


def test_a_batch_is_one_request_with_each_readers_own_values(ledger: Store, tmp_path: Path):
    counts, log = sent(ledger, tmp_path)
    assert counts == {"accepted": 6}
    assert len(log.requests) == 3
    assert len(set(log.readers)) == 6
    made = log.requests[0]
    one = made["personalizations"][1]
    text, page = (part["value"] for part in made["content"])
    for mark, value in one["substitutions"].items():
        text, page = text.replace(mark, value), page.replace(mark, value)
    assert text.startswith("Dear Reader 1,")
    assert page.startswith("<p>Dear Reader 1, the pier. <a href='https://news.example/u/2'")
    assert "digest-" not in text + page
    assert one["headers"]["List-Unsubscribe"] == "<https://news.example/u/2>"
    assert one["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one["custom_args"] == {"edition": EDITION, "delivery": "1-2"}
    assert "List-Id" in made["headers"]


def test_nothing_is_tracked(ledger: Store, tmp_path: Path):
    _, log = sent(ledger, tmp_path)
    switches = log.requests[0]["tracking_settings"]
    assert set(switches) == {"click_tracking", "open_tracking", "subscription_tracking", "ganalytics"}
    assert not any(on for switch in switches.values() for on in switch.values())


def test_a_notice_belongs_to_no_list_and_has_no_way_to_leave_one():
    content = mail.NoticeContent(
        subject="Please confirm", html="<p>Yours?</p>", text="Yours?", message_id="<1@news.example>", at=world.DUE
    )
    letterhead = mail.notice_letterhead(Sender(name="The Morning", email="morning@news.example"))
    letter = Letter(
        edition="notices",
        content=content,
        letterhead=letterhead,
        columns=lambda to: {Field.EMAIL: [one.email for one in to]},
    )
    to = Recipient(subscription=0, email="ada@example.com", name="")
    head = sendgrid_request.head(letter, letter.values(to), sandbox=False)
    made = orjson.loads(sendgrid_request.request(head, [Mail(batch=7, place=0, to=to, letter=letter)]))
    assert made["headers"] == {"Auto-Submitted": "auto-generated"}
    assert made["content"][1]["value"] == "<p>Yours?</p>"
    assert made["personalizations"] == [
        {
            "to": [{"email": "ada@example.com"}],
            "substitutions": {},
            "custom_args": {"edition": "notices", "delivery": "7-0"},
        }
    ]


def test_one_bad_address_costs_the_others_nothing(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 5))
    with ledger.write() as db:
        db.exec_driver_sql("UPDATE subscribers SET email = 'bad3@post.example.pub' WHERE email LIKE 'reader3@%'")
    with sendgrid.running() as server:
        counts = world.outcomes(world.send(ledger, account(server.port), tmp_path))
    assert counts == {"accepted": 4, "rejected": 1}
    assert len(server.log.readers) == 4
    with ledger.read() as db:
        (told,) = outcomes.of_edition(db, EDITION, OutcomeState.REJECTED)
    assert (told.code, "bad3" in told.detail) == ("400", False)


PATIENCE_S = 2.0  # a busy machine answers within it; only a service that hangs does not


@pytest.mark.parametrize("fault", [CLOSE_BEFORE, CLOSE_AFTER, (503, {}), HANG])
def test_a_request_without_an_answer_leaves_its_readers_unknown(ledger: Store, tmp_path: Path, fault):
    counts, log = sent(ledger, tmp_path, lambda n, _: fault if n == 2 else None, timeout_s=PATIENCE_S)
    assert counts == {"accepted": 4, "unknown": 2}
    assert len(log.readers) == len(set(log.readers)) == (6 if fault == CLOSE_AFTER else 4)


def test_a_service_that_never_answers_is_not_handed_everybody(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 20), size=2)
    with sendgrid.running(lambda _n, _m: (500, {})) as server, pytest.raises(TransportError, match="does not answer"):
        world.send(ledger, account(server.port), tmp_path)
    assert server.log.seen == 3


def test_a_rate_limit_is_waited_out(ledger: Store, tmp_path: Path):
    reset = {"X-RateLimit-Reset": str(int(time.time()) + 30)}
    counts, log = sent(ledger, tmp_path, lambda n, _: (429, reset) if n == 2 else None)
    assert counts == {"accepted": 2, "queued": 4}
    with sendgrid.running() as server:
        soon = world.send(ledger, account(server.port), tmp_path, now=world.DUE + timedelta(seconds=20))
        assert world.outcomes(soon) == {"accepted": 2, "queued": 4}
        later = world.send(ledger, account(server.port), tmp_path, now=world.DUE + timedelta(seconds=31))
        assert world.outcomes(later) == {"accepted": 6}
    assert sorted(log.readers + server.log.readers) == [f"reader{n}@post.example.pub" for n in range(6)]


@pytest.mark.parametrize(
    ("status", "words"), [(401, "api_key"), (403, "verify the sender"), (404, "Nobody was sent anything")]
)
def test_a_refused_key_or_sender_is_our_fault_and_costs_no_reader(ledger: Store, tmp_path: Path, status, words):
    with pytest.raises(TransportError, match=words):
        sent(ledger, tmp_path, lambda _n, _m: (status, {}))
    with sendgrid.running() as server:
        again = world.send(ledger, account(server.port), tmp_path)
    assert world.outcomes(again) == {"accepted": 6}


def test_a_refused_letter_rejects_nobody(ledger: Store, tmp_path: Path):
    with pytest.raises(TransportError, match="refuses the letter"):
        sent(ledger, tmp_path, lambda _n, _m: (400, {}))
    with ledger.read() as db:
        assert outcomes.of_edition(db, EDITION, OutcomeState.REJECTED) == ()


def test_too_large_a_request_is_halved(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 4))
    with sendgrid.running(lambda _, made: (413, {}) if len(made["personalizations"]) > 1 else None) as server:
        counts = world.outcomes(world.send(ledger, account(server.port), tmp_path))
    assert counts == {"accepted": 4}
    assert len(set(server.log.readers)) == 4


def test_nobody_there_is_said_in_one_line_and_nothing_is_lost(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 2))
    with sendgrid.running() as gone:
        pass
    with pytest.raises(TransportError, match=r"transports\.sg: no connection"):
        world.send(ledger, account(gone.port), tmp_path)
    with sendgrid.running() as server:
        assert world.outcomes(world.send(ledger, account(server.port), tmp_path)) == {"accepted": 2}


def test_the_sandbox_accepts_and_sends_nothing(ledger: Store, tmp_path: Path):
    counts, log = sent(ledger, tmp_path, sandbox=True)
    assert counts == {"accepted": 6}
    assert log.readers == []


def test_several_requests_are_under_way_at_once_and_each_reader_has_one(ledger: Store, tmp_path: Path):
    counts, log = sent(ledger, tmp_path, connections=3)
    assert counts == {"accepted": 6}
    assert len(log.readers) == len(set(log.readers)) == 6


def test_reserved_domains_get_no_real_mail(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 2, domain="example.com"))
    counts = world.outcomes(world.send(ledger, account(443, host="198.51.100.7"), tmp_path))
    assert counts == {"rejected": 2}


@pytest.mark.parametrize(("region", "host"), [("global", "api.sendgrid.com"), ("eu", "api.eu.sendgrid.com")])
def test_the_region_is_the_settings(region: str, host: str):
    assert account(0, host="", region=region)._url.netloc == host


@pytest.mark.parametrize("name", ["Ann", "José O'Brien", 'A "B" <c> \\ %s & d', " spaced ", "名前", "x" * 200, ""])
@pytest.mark.parametrize("link", ["https://news.example/u/1", 'https://news.example/u?a="1"&b=é <x>%d'])
def test_values_arrive_the_same_whether_they_are_plain_or_need_care(name: str, link: str):
    to = Recipient(subscription=7, email="ann@post.pub", name=name)
    values = {**world.values_for(to), Field.UNSUBSCRIBE: link, Field.ONE_CLICK: link, Field.MAILTO: "mailto:a@b.pub"}
    plain = to._replace(name="Bo")
    of = {plain: {**world.values_for(plain), Field.MAILTO: "mailto:a@b.pub"}, to: values}
    letter = Letter(
        edition=EDITION,
        content=world.segment_mail(),
        letterhead=world.LETTERHEAD,
        columns=lambda readers: mail.columns([of[reader] for reader in readers]),
    )
    head = sendgrid_request.head(letter, values, sandbox=False)
    both = [Mail(1, 0, plain, letter), Mail(1, 1, to, letter)]
    other, one = orjson.loads(sendgrid_request.request(head, both))["personalizations"]
    assert other["to"] == [{"email": to.email, "name": "Bo"}]
    assert one["to"] == [{"email": to.email, "name": name} if name else {"email": to.email}]
    assert one["headers"]["List-Unsubscribe"] == mail.list_unsubscribe(values)
    assert one["custom_args"] == {"edition": EDITION, "delivery": "1-7"}
    content = letter.content
    texts = {field.value: content.value(field, values) for field in content.fields}
    assert one["substitutions"] == {f"-t.{field}.digest-": text for field, text in texts.items()} | {
        f"-h.{field}.digest-": mail.in_html(text) for field, text in texts.items()
    }
