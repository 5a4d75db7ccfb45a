"""What the SMTP transport makes of what a server says, and of what it does not say."""

import contextlib
import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from digest import deliver
from digest.deliver.transports import relays
from digest.deliver.transports.smtp import Login, Smtp
from digest.errors import TransportError
from digest.model.delivery import OutcomeState
from digest.model.transport import Relay, Security, Transport, TransportKind
from digest.store import Store, open_store, outcomes
from tests.deliver import world
from tests.deliver.peers import smtp
from tests.deliver.peers.smtp import DROP, STALL, Manners
from tests.deliver.world import EDITION

PLAIN = Manners(offers=("SIZE 31457280",))


@pytest.fixture
def ledger(sqlite_url: str):
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


def way(port: int, *, connections: int = 2, timeout_s: float = 5, security: Security = Security.NONE) -> Transport:
    return Transport(
        name="relay",
        kind=TransportKind.SMTP,
        host="127.0.0.1",
        port=port,
        security=security,
        connections=connections,
        timeout_s=timeout_s,
    )


def signed_in(to: Transport) -> Smtp:
    return Smtp(to, login=Login(username="news", password="secret"))


def sent(store: Store, folder: Path, manners: Manners, count: int = 6, **fields) -> tuple[dict[str, int], smtp.Log]:
    world.frozen(store, world.readers(store, count))
    with smtp.running(manners) as server:
        tally = world.send(store, Smtp(way(server.port, **fields), login=None), folder)
        return world.outcomes(tally), server.log


@pytest.mark.parametrize("manners", [Manners(), PLAIN], ids=["pipelined", "lock-step"])
def test_each_reader_gets_one_whole_message(ledger: Store, tmp_path: Path, manners: Manners):
    counts, log = sent(ledger, tmp_path, manners, 30)
    assert counts == {"accepted": 30}
    assert sorted(log.readers) == sorted(f"reader{n}@post.example.pub" for n in range(30))
    for reader, message in zip(log.readers, log.parsed(), strict=True):
        assert message["To"].addresses[0].addr_spec == reader
        assert message["Subject"] == "Council agrees to repair the north pier"
        text, page = (part.get_content() for part in message.iter_parts())
        assert ",\n.\nthe pier.\n" in text.replace("\r\n", "\n")
        assert page.strip().endswith("</p>")


def refuse(verb: str, reply: str, who: str = "reader3@") -> Manners:
    return Manners(trouble=lambda v, a: reply if v == verb and who in a else None)


@pytest.mark.parametrize("offers", [Manners().offers, PLAIN.offers], ids=["pipelined", "lock-step"])
@pytest.mark.parametrize("verb", ["RCPT", "DATA", "BODY"])
@pytest.mark.parametrize(
    ("reply", "state"), [("550 5.1.1 no such reader", "rejected"), ("451 4.7.1 later", "deferred")]
)
def test_a_refusal_at_any_command_is_that_readers_alone(ledger: Store, tmp_path: Path, offers, verb, reply, state):
    manners = refuse(verb, reply)
    manners.offers = offers
    counts, log = sent(ledger, tmp_path, manners)
    assert counts == {"accepted": 5, state: 1}
    assert len(set(log.readers)) == len(log.readers) == 5
    with ledger.read() as db:
        (told,) = outcomes.of_edition(db, EDITION, OutcomeState(state))
    assert told.code == reply[:9].strip()
    assert "reader" in told.detail or "later" in told.detail


def test_what_the_server_says_is_kept_without_the_address(ledger: Store, tmp_path: Path):
    sent(ledger, tmp_path, refuse("RCPT", "550 5.1.1 <reader3@post.example.pub>: unknown"))
    with ledger.read() as db:
        (told,) = outcomes.of_edition(db, EDITION, OutcomeState.REJECTED)
    assert told.detail == "<<…>>: unknown"


def test_half_of_the_readers_can_be_refused(ledger: Store, tmp_path: Path):
    manners = Manners(trouble=lambda v, a: "550 no" if v == "RCPT" and int(a[6 : a.index("@")]) % 2 else None)
    counts, log = sent(ledger, tmp_path, manners, 40)
    assert counts == {"accepted": 20, "rejected": 20}
    assert len(set(log.readers)) == 20


def test_a_refused_sender_is_our_fault_and_costs_no_reader(ledger: Store, tmp_path: Path):
    with pytest.raises(TransportError, match="refuses mails from the digest's sender"):
        sent(ledger, tmp_path, Manners(trouble=lambda v, _: "553 not you" if v == "MAIL" else None))
    with smtp.running() as server:
        again = world.send(ledger, Smtp(way(server.port), login=None), tmp_path)
    assert world.outcomes(again) == {"accepted": 6}


@pytest.mark.parametrize("reply", ["421 4.3.2 shutting down", "452 4.3.1 too much mail"])
def test_a_server_that_asks_for_patience_gets_the_rest_later(ledger: Store, tmp_path: Path, reply: str):
    seen: list[str] = []

    def trouble(verb: str, argument: str) -> str | None:
        seen.append(verb)
        return reply if verb == "MAIL" and seen.count("MAIL") > 3 else None

    counts, log = sent(ledger, tmp_path, Manners(trouble=trouble), 10, connections=1)
    assert counts == {"accepted": 3, "queued": 7}
    with smtp.running() as server:
        later = world.DUE + dt.timedelta(minutes=2)
        again = world.send(ledger, Smtp(way(server.port), login=None), tmp_path, now=later)
        assert world.outcomes(again) == {"accepted": 10}
        assert len(set(log.readers + server.log.readers)) == 10


@pytest.mark.parametrize("offers", [Manners().offers, PLAIN.offers], ids=["pipelined", "lock-step"])
def test_a_connection_lost_after_the_mail_leaves_it_unknown_whether_it_was_taken_or_not(
    ledger: Store, tmp_path: Path, offers
):
    def trouble(verb: str, argument: str) -> str | None:
        if verb == "BODY" and "reader2@" in argument:
            return DROP
        return "yes" if verb == "BODY-DROP-AFTER" and "reader4@" in argument else None

    counts, log = sent(ledger, tmp_path, Manners(trouble=trouble, offers=offers), 10)
    assert counts == {"accepted": 8, "unknown": 2}
    assert len(log.readers) == len(set(log.readers)) == 9
    with ledger.read() as db:
        assert len(outcomes.unknowns(db, EDITION)) == 2


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_connection_lost_before_the_mail_loses_nothing(ledger: Store, tmp_path: Path, verb: str):
    dropped: list[str] = []

    def trouble(said: str, argument: str) -> str | None:
        if said == verb and not dropped:
            dropped.append(argument)
            return DROP
        return None

    counts, log = sent(ledger, tmp_path, Manners(trouble=trouble))
    assert counts == {"accepted": 6}
    assert len(set(log.readers)) == 6


@pytest.mark.parametrize("offers", [Manners().offers, PLAIN.offers], ids=["pipelined", "lock-step"])
def test_a_connection_lost_after_the_reply_costs_nobody_a_mail(ledger: Store, tmp_path: Path, offers):
    manners = Manners(trouble=lambda v, a: "yes" if v == "REPLIED" and "reader2@" in a else None, offers=offers)
    counts, log = sent(ledger, tmp_path, manners)
    assert (counts["accepted"], counts.get("unknown", 0)) in ((6, 0), (5, 1)), "what was written after it may be lost"
    assert len(log.readers) == len(set(log.readers))
    with ledger.read() as db:
        ids = {one.subscription for one in outcomes.unknowns(db, EDITION)}
    assert len(set(log.readers)) + len(ids) >= 6


VERBS = ("CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BODY", "RSET", "QUIT")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("fault", ["554 5.7.1 no", "421 4.3.2 shutting down", DROP, STALL])
def test_whatever_happens_at_whichever_command_nobody_is_lost_without_a_name_or_mailed_twice(
    ledger: Store, tmp_path: Path, certificate, verb: str, fault: str
):
    """From the third time on, so that some mails are through; the next sender finds a good server."""
    server_side, client_side = certificate
    seen: list[str] = []

    def trouble(said: str, _argument: str) -> str | None:
        seen.append(said)
        return fault if said == verb and seen.count(verb) >= (1 if verb in VERBS[:4] else 3) else None

    world.frozen(ledger, world.readers(ledger, 6))
    had: list[str] = []
    for manners in (Manners(trouble=trouble, tls=server_side), Manners(tls=server_side)):
        with smtp.running(manners) as server, contextlib.suppress(TransportError):
            to = way(server.port, timeout_s=0.3 if manners.trouble is trouble and fault == STALL else 5)
            transport = Smtp(
                dataclasses.replace(to, security=Security.STARTTLS),
                login=Login(username="news", password="secret"),
                context=client_side,
            )
            world.send(ledger, transport, tmp_path, now=world.DUE + dt.timedelta(minutes=5 * len(had)))
        had += server.log.readers
    assert len(had) == len(set(had))
    with ledger.read() as db:
        named = outcomes.of_edition(db, EDITION, OutcomeState.UNKNOWN, OutcomeState.REJECTED, OutcomeState.DEFERRED)
        names = set(outcomes.addresses(db, [one.subscriber for one in named if one.subscriber]).values())
    assert set(had) | names == {f"reader{n}@post.example.pub" for n in range(6)}
    refuses = (verb, fault[:3]) in {("RCPT", "554"), ("DATA", "554")}
    assert len(names) <= 2 or verb == "BODY" or refuses


PATIENCE_S = 2.0  # a busy machine answers within it; only a server that stalls does not


def test_a_server_that_stalls_is_left_and_its_mail_unknown(ledger: Store, tmp_path: Path):
    counts, _ = sent(ledger, tmp_path, refuse("BODY", STALL, "reader1@"), timeout_s=PATIENCE_S)
    assert counts == {"accepted": 5, "unknown": 1}


def test_a_server_that_drops_every_mail_is_not_handed_them_all(ledger: Store, tmp_path: Path):
    with pytest.raises(TransportError, match="ends connections without an answer"):
        sent(ledger, tmp_path, Manners(trouble=lambda v, _: DROP if v == "BODY" else None), 30)
    counts = world.outcomes(deliver.tally(ledger, EDITION))
    assert counts["queued"] >= 20
    assert counts["unknown"] <= 8


def test_nobody_there_is_said_in_one_line(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 2))
    with smtp.running() as gone:
        pass
    with pytest.raises(TransportError, match=rf"127\.0\.0\.1:{gone.port}: no connection"):
        world.send(ledger, Smtp(way(gone.port), login=None), tmp_path)


def test_a_message_over_the_servers_size_is_refused_without_being_sent(ledger: Store, tmp_path: Path):
    counts, log = sent(ledger, tmp_path, Manners(offers=("PIPELINING", "SIZE 200")), 2)
    assert counts == {"rejected": 2}
    assert "DATA" not in log.commands


def test_addresses_outside_ascii_need_a_server_that_takes_them(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 2, local="räksmörgås"))
    with smtp.running() as server:
        counts = world.outcomes(world.send(ledger, Smtp(way(server.port), login=None), tmp_path))
    assert counts == {"rejected": 2}


def test_addresses_outside_ascii_are_handed_to_a_server_that_offers_smtputf8(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 2, local="räksmörgås"))
    with smtp.running(Manners(offers=("PIPELINING", "SMTPUTF8"))) as server:
        counts = world.outcomes(world.send(ledger, Smtp(way(server.port), login=None), tmp_path))
    assert counts == {"accepted": 2}
    assert min(server.log.readers) == "räksmörgås0@post.example.pub"


def test_no_more_connections_are_opened_than_there_are_mails(ledger: Store, tmp_path: Path):
    _, log = sent(ledger, tmp_path, Manners(), 1, connections=8)
    assert log.connections == 1


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_mail_goes_out_over_verified_tls_after_signing_in(ledger: Store, tmp_path: Path, certificate, security):
    served, trusting = certificate
    world.frozen(ledger, world.readers(ledger, 5))
    at_once = security is Security.TLS
    manners = Manners(offers=("PIPELINING", "AUTH PLAIN LOGIN"), tls=served, tls_at_once=at_once)
    with smtp.running(manners) as server:
        login = Login(username="news", password="secret")
        relay = Smtp(way(server.port, security=security), login=login, context=trusting)
        assert world.outcomes(world.send(ledger, relay, tmp_path)) == {"accepted": 5}
    assert server.log.logins[0] == "AG5ld3MAc2VjcmV0"


def test_a_server_without_plain_is_signed_in_to_by_login(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 1))
    with smtp.running(Manners(offers=("AUTH LOGIN",))) as server:
        relay = Smtp(way(server.port), login=Login(username="news", password="secret"))
        world.send(ledger, relay, tmp_path)
    assert server.log.logins == ["bmV3cw== c2VjcmV0"]


def test_an_unknown_certificate_ends_it_before_anything_is_said(ledger: Store, tmp_path: Path, certificate):
    world.frozen(ledger, world.readers(ledger, 1))
    with (
        smtp.running(Manners(offers=("AUTH PLAIN",), tls=certificate[0])) as server,
        pytest.raises(TransportError, match="certificate is not trusted"),
    ):
        world.send(ledger, signed_in(way(server.port, security=Security.STARTTLS)), tmp_path)
    assert server.log.logins == []


def test_a_server_without_starttls_gets_no_password(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 1))
    with smtp.running(Manners(offers=("AUTH PLAIN",))) as server, pytest.raises(TransportError, match="STARTTLS"):
        world.send(ledger, signed_in(way(server.port, security=Security.STARTTLS)), tmp_path)
    assert server.log.logins == []


def test_a_wrong_password_is_said_in_one_line(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 1))
    manners = Manners(offers=("AUTH PLAIN",), trouble=lambda v, _: "535 5.7.8 no" if v == "AUTH" else None)
    with smtp.running(manners) as server, pytest.raises(TransportError, match="user name or password"):
        world.send(ledger, Smtp(way(server.port), login=Login(username="news", password="x")), tmp_path)


def test_a_server_that_takes_no_sign_in_is_not_told_as_a_wrong_password(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 1))
    manners = Manners(trouble=lambda v, _: "502 5.5.1 what?" if v == "AUTH" else None)
    with smtp.running(manners) as server, pytest.raises(TransportError, match="offers no sign-in"):
        world.send(ledger, Smtp(way(server.port), login=Login(username="news", password="x")), tmp_path)


def shared(store: Store, folder: Path, servers: list[smtp.Server], weights: list[int], **fields) -> dict[str, int]:
    """What a transport of several servers makes of an edition; the first's weight is 1."""
    first, *others = servers
    further = tuple(
        Relay(host="127.0.0.1", port=server.port, security=Security.NONE, weight=weight)
        for server, weight in zip(others, weights, strict=True)
    )
    settings = dataclasses.replace(way(first.port, **fields), relays=further)
    return world.outcomes(world.send(store, Smtp(settings, login=None), folder))


def test_several_servers_have_connections_by_their_weight():
    heavy, light, spare = (
        relays.Server(relay=Relay(host=name, port=25, weight=weight)) for name, weight in (("h", 3), ("l", 1), ("s", 0))
    )
    for _ in range(8):
        server = relays.following([heavy, light, spare])
        assert server
        server.live += 1
    assert (heavy.live, light.live, spare.live) == (6, 2, 0)
    heavy.is_out = light.is_out = True
    assert relays.following([heavy, light, spare]) is spare
    spare.is_out = True
    assert relays.following([heavy, light, spare]) is None


def test_several_servers_share_an_edition(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 40))
    with smtp.running() as one, smtp.running() as three:
        assert shared(ledger, tmp_path, [one, three], [3], connections=4) == {"accepted": 40}
    both = one.log.readers + three.log.readers
    assert len(set(both)) == len(both) == 40


def test_a_server_of_no_weight_is_asked_only_when_no_other_can_be_used(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 20))
    with smtp.running() as first, smtp.running() as spare:
        assert shared(ledger, tmp_path, [first, spare], [0], connections=4) == {"accepted": 20}
    assert spare.log.connections == 0


@pytest.mark.parametrize(
    "fault",
    [
        Manners(trouble=lambda verb, _: "554 closed" if verb == "CONNECT" else None),
        Manners(trouble=lambda verb, _: "421 4.3.2 shutting down" if verb == "MAIL" else None),
        Manners(trouble=lambda verb, _: DROP if verb == "RCPT" else None),
    ],
    ids=["gives no connection", "asks for patience", "hangs up"],
)
def test_mails_go_to_another_server_where_one_fails_before_it_has_them(ledger: Store, tmp_path: Path, fault: Manners):
    world.frozen(ledger, world.readers(ledger, 20))
    with smtp.running(fault) as first, smtp.running() as spare:
        assert shared(ledger, tmp_path, [first, spare], [0]) == {"accepted": 20}
    assert len(set(spare.log.readers)) == 20


def test_a_server_that_drops_what_it_is_handed_is_left_out_and_its_mails_are_not_sent_again(
    ledger: Store, tmp_path: Path
):
    world.frozen(ledger, world.readers(ledger, 30))
    dropping = Manners(trouble=lambda verb, _: DROP if verb == "BODY" else None)
    with smtp.running(dropping) as first, smtp.running() as spare:
        counts = shared(ledger, tmp_path, [first, spare], [0])
    assert counts["accepted"] + counts["unknown"] == 30
    assert counts["unknown"] <= 6
    assert len(set(spare.log.readers)) == len(spare.log.readers) == counts["accepted"]
