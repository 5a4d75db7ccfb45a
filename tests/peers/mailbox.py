"""The mailbox for bounces and complaints behind a real IMAP server, Debian's Dovecot.

    python -m tests.peers.mailbox FOLDER

Needs `dovecot` with its imap part and `openssl`, as root. The folder is emptied by whoever made it. Over TLS and
STARTTLS, with MOVE, with UIDPLUS alone, and with neither: bounces and complaints are told to the books once, what
proves nothing is put aside, a wrong password or folder and a server that is gone are said in a line, and one that is
back is read on.
"""

import imaplib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from digest import mail, store, tokens
from digest.errors import TransportError
from digest.mail import verp
from digest.model.secret import Secret
from digest.model.settings import Mailbox, MailboxKind
from digest.model.transport import Security, Transport, TransportKind
from digest.morning import mailboxes
from digest.morning.mailboxes import Read
from digest.runtime import Runtime
from digest.tokens import Purpose
from tests import tables
from tests.deliver import world
from tests.deliver.peers import reports
from tests.deliver.world import EDITION
from tests.peers.relays import free_port
from tests.web import house

BOUNCES = "bounces@news.example"
PASSWORD = "open-sesame"
READERS = 40
STARTED_WITHIN_S = 20

CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = yes
auth_failure_delay = 0
{capability}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/home
}}
mail_location = maildir:{folder}/home/Maildir
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dovecot:
    folder: Path
    plain: int
    tls: int

    def box(self, security: Security, *, folder: str = "INBOX", password: str = "right") -> Mailbox:
        return Mailbox(
            name="back",
            kind=MailboxKind.IMAP,
            host="127.0.0.1",
            port=self.tls if security is Security.TLS else self.plain,
            security=security,
            username="bounces",
            password=Secret(file=self.folder / password),
            folder=folder,
        )

    def mails(self, folder: str) -> int:
        line = self._line()
        told, found = line.select(folder, readonly=True)
        line.logout()
        return int(found[0] or 0) if told == "OK" else 0

    def put(self, *raw: bytes) -> None:
        line = self._line()
        for one in raw:
            assert line.append("INBOX", "", "", one)[0] == "OK"
        line.logout()

    def _line(self) -> imaplib.IMAP4_SSL:
        line = imaplib.IMAP4_SSL("127.0.0.1", self.tls)
        line.login("bounces", PASSWORD)
        return line


def main(folder: Path) -> int:
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    named = ["-subj", "/CN=peer", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", *made.split(), *named, *files], check=True, capture_output=True)
    os.environ["SSL_CERT_FILE"] = str(folder / "cert.pem")
    passwords = {"right": PASSWORD, "wrong": "no"}
    failed = False
    cases = [
        (security, capability)
        for security in (Security.TLS, Security.STARTTLS)
        for capability in ("", "imap_capability = IMAP4rev1 UIDPLUS", "imap_capability = IMAP4rev1")
    ]
    for number, (security, capability) in enumerate(cases):
        place = folder / str(number)
        place.mkdir()
        for name in ("key.pem", "cert.pem"):
            (place / name).write_bytes((folder / name).read_bytes())
        for name, word in passwords.items():
            (place / name).write_text(word)
            (place / name).chmod(0o600)
        faults = list(_case(place, security, capability))
        print(f"dovecot, {security}, {capability or 'all that it offers'}: {'; '.join(faults) or 'as promised'}")
        failed |= bool(faults)
    return int(failed)


def _case(folder: Path, security: Security, capability: str) -> Iterator[str]:
    (folder / "news").mkdir()
    (folder / "news/digest.db").write_bytes(tables.sqlite())
    with house.opened(folder / "news", f"sqlite:///{folder}/news/digest.db") as runtime:
        way = Transport(name="relay", kind=TransportKind.SMTP, bounces=BOUNCES)
        runtime.settings = replace(runtime.settings, transports={"relay": way})
        world.frozen(runtime.store, world.readers(runtime.store, READERS))
        with runtime.store.write() as db:
            db.exec_driver_sql(f"UPDATE batches SET state = 'done', accepted = {READERS}")
        with _running(folder, capability) as server:
            yield from _told(runtime, server, security)
        with suppress(TransportError):
            mailboxes.read(runtime, server.box(security))
            yield "a server that is gone is not said to be"
        with _running(folder, capability, plain=server.plain, tls=server.tls) as server:
            yield from _goes_on(runtime, server, security)


def _told(runtime: Runtime, server: Dovecot, security: Security) -> Iterator[str]:
    """Everything that may come, read once and again."""
    some = [reports.bounce(to=_signed(runtime, one)) for one in range(1, 11)]
    some += [reports.complaint(mail_from=_signed(runtime, one)) for one in range(11, 16)]
    some += [
        reports.bounce(original=_original(runtime, 16)),
        reports.bounce(to="bounces+1-17-0123456789ab@news.example"),
    ]
    some += [b"Subject: hello\r\n\r\nI like the pier.\r\n", b"\xff\x00 no mail at all \r\n"]
    server.put(*some)
    for wrong in (server.box(security, password="wrong"), server.box(security, folder="Nowhere")):
        with suppress(TransportError):
            mailboxes.read(runtime, wrong)
            yield f"{wrong.folder} with {wrong.password} can be read"
    if (count := mailboxes.count(runtime, server.box(security))) != len(some):
        yield f"{count} of {len(some)} wait"
    done = mailboxes.read(runtime, server.box(security))
    if done != Read(bounces=11, complaints=5, aside=3, suppressed=16):
        yield f"read {done}"
    places = {name: server.mails(name) for name in ("INBOX", "Digest-Done", "Digest-Aside")}
    if places["Digest-Done"] != 16 or places["Digest-Aside"] != 3:
        yield f"moved {places}"
    if (again := mailboxes.read(runtime, server.box(security))) != Read():
        yield f"read again {again}"
    with runtime.store.read() as db:
        counts = world.outcomes(store.tallies.of_edition(db, EDITION))
    if counts != {"accepted": READERS - 16, "bounced": 11, "complained": 5}:
        yield f"the books say {counts}"


def _goes_on(runtime: Runtime, server: Dovecot, security: Security) -> Iterator[str]:
    """A server that is back, with new mail."""
    server.put(*(reports.bounce(to=_signed(runtime, one)) for one in (1, 20, 21)))
    done = mailboxes.read(runtime, server.box(security))
    if (done.bounces, done.suppressed) != (3, 2):
        yield f"after a restart read {done}"


def _signed(runtime: Runtime, subscription: int) -> str:
    return verp.sender(BOUNCES, f"1-{subscription}", runtime.keys)


def _original(runtime: Runtime, subscription: int) -> dict[str, str]:
    token = tokens.make(runtime.keys, Purpose.UNSUBSCRIBE, subscription)
    return {
        "message_id": mail.message_id(EDITION, subscription, "news.example"),
        "list_unsubscribe": f"<{house.PUBLIC_URL}/u/{token}>",
        "feedback_id": "2026-03-10:morning:day:news.example",
    }


@contextmanager
def _running(folder: Path, capability: str, *, plain: int = 0, tls: int = 0) -> Iterator[Dovecot]:
    server = Dovecot(folder=folder, plain=plain or free_port(), tls=tls or free_port())
    (folder / "home").mkdir(exist_ok=True)
    subprocess.run(["chown", "nobody:nogroup", str(folder / "home")], check=True)
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(folder=folder, plain=server.plain, tls=server.tls, capability=capability, password=PASSWORD)
    )
    process = subprocess.Popen(["dovecot", "-F", "-c", str(config)])
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait(server: Dovecot) -> None:
    until = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < until:
        with suppress(OSError, imaplib.IMAP4.error):
            server.mails("INBOX")
            return
        time.sleep(0.05)
    raise SystemExit(f"dovecot does not start: {(server.folder / 'log').read_text('utf-8')[-2000:]}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
