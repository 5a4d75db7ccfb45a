"""Editions handed to Debian's smtp-sink, with its faults, and to a real Postfix, whose own log is the judge.

    python -m tests.peers.relays FOLDER

Needs `smtp-sink` and `postfix`, as root. The folder is emptied by whoever made it. Mails that Postfix would have
delivered are signed; they are left in FOLDER/signed for a foreign verifier, with the key's DNS record beside them.
"""

import base64
import re
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from digest import deliver
from digest.deliver import transports
from digest.errors import TransportError
from digest.model.secret import Secret
from digest.model.transport import Dkim, Security, Transport, TransportKind
from digest.store import open_store
from tests.deliver import world
from tests.deliver.peers import smtp
from tests.deliver.test_dkim import KEY, pem

READERS = 60
STARTED_WITHIN_S = 20
DKIM = Dkim(domain="news.example", selector="d1", key=Secret(env="KEY"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How smtp-sink is started, and what our books must say then."""

    name: str
    switches: tuple[str, ...]
    states: frozenset[str]
    """The states that readers may be in afterwards."""
    unknown_max: int = 0


ALL_TAKEN = frozenset({"accepted"})
CASES = (
    Case(name="takes everything", switches=(), states=ALL_TAKEN),
    Case(name="without pipelining", switches=("-p",), states=ALL_TAKEN),
    Case(name="without ESMTP", switches=("-e",), states=ALL_TAKEN),
    Case(name="answers DATA after a second", switches=("-w", "1"), states=ALL_TAKEN),
    Case(name="refuses RCPT for good", switches=("-f", "RCPT"), states=frozenset({"rejected"})),
    Case(name="refuses RCPT for now", switches=("-r", "RCPT"), states=frozenset({"deferred"})),
    Case(name="refuses DATA for good", switches=("-f", "DATA"), states=frozenset({"rejected"})),
    Case(name="refuses the mail for good", switches=("-f", "."), states=frozenset({"rejected"})),
    Case(name="refuses the mail for now", switches=("-r", "."), states=frozenset({"deferred"})),
    Case(name="refuses MAIL for now", switches=("-r", "MAIL"), states=frozenset({"queued"})),
    Case(name="refuses MAIL for good", switches=("-f", "MAIL"), states=frozenset({"queued"})),
    Case(name="hangs up at MAIL", switches=("-q", "MAIL"), states=frozenset({"queued"})),
    Case(name="hangs up at RCPT", switches=("-q", "RCPT"), states=frozenset({"queued"})),
    Case(name="hangs up at DATA", switches=("-q", "DATA"), states=frozenset({"queued"})),
    Case(name="hangs up after the mail", switches=("-q", "."), states=frozenset({"queued", "unknown"}), unknown_max=8),
    Case(name="says 421 at RCPT", switches=("-Q", "RCPT"), states=frozenset({"queued"})),
)

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = peer.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
default_transport = discard
relay_transport = discard
smtpd_relay_restrictions = permit_mynetworks, reject
alias_maps =
alias_database =
local_recipient_maps =
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def main(folder: Path) -> int:
    faults = [fault for case in CASES for fault in _sink(case, folder)]
    faults += _postfix(folder)
    _signed(folder / "signed")
    return 1 if faults else 0


def _send(port: int, folder: Path, *, dkim: Dkim | None = None, connections: int = 3) -> dict[str, int]:
    """What the books say after one try to send an edition."""
    folder.mkdir(parents=True)
    store = open_store(f"sqlite:///{folder}/digest.db")
    world.frozen(store, world.readers(store, READERS))
    way = Transport(
        name="peer",
        kind=TransportKind.SMTP,
        host="127.0.0.1",
        port=port,
        security=Security.NONE,
        connections=connections,
        dkim=dkim,
    )
    transport = transports.open_transport(way, secret=lambda _: pem(KEY), root=folder)
    try:
        world.send(store, transport, folder)
    except TransportError as error:
        print(f"    {error}")
    counts = world.outcomes(deliver.tally(store, world.EDITION))
    store.close()
    return counts


def _sink(case: Case, folder: Path) -> Iterator[str]:
    port = free_port()
    command = ["smtp-sink", *case.switches, f"127.0.0.1:{port}", "100"]
    if Path("/etc/passwd").stat().st_uid == 0:
        command[1:1] = ["-u", "nobody"]
    with _running(command, port):
        counts = _send(port, folder / case.name.replace(" ", "-"))
    is_right = (
        set(counts) <= case.states and sum(counts.values()) == READERS and counts.get("unknown", 0) <= case.unknown_max
    )
    print(f"smtp-sink {case.name}: {counts}{'' if is_right else '  WRONG'}")
    if not is_right:
        yield case.name


def _postfix(folder: Path) -> Iterator[str]:
    """Everybody is in Postfix's log once, whatever the books say."""
    home, port = folder / "postfix", free_port()
    for name in ("etc", "queue", "data"):
        (home / name).mkdir(parents=True)
    shutil.chown(home / "data", "postfix")
    (home / "etc/main.cf").write_text(MAIN.format(folder=home))
    (home / "etc/master.cf").write_text(MASTER.format(port=port))
    postfix = ["postfix", "-c", str(home / "etc")]
    subprocess.run([*postfix, "start"], check=True, capture_output=True)
    try:
        _wait_for(port)
        counts = _send(port, folder / "to-postfix", dkim=DKIM)
        log = _log_of(home / "log")
    finally:
        subprocess.run([*postfix, "stop"], check=False, capture_output=True)
    delivered = Counter(re.findall(r"to=<([^>]+)>.*status=sent", log))
    ids = Counter(re.findall(r"message-id=(<[^>]+>)", log))
    is_right = counts == {"accepted": READERS} and len(delivered) == len(ids) == READERS
    is_right = is_right and max(delivered.values()) == max(ids.values()) == 1
    print(f"postfix: {counts}, {len(delivered)} readers, {len(ids)} ids in its log{'' if is_right else '  WRONG'}")
    if not is_right:
        yield "postfix"


def _log_of(file: Path) -> str:
    """The log, once Postfix is through with its queue."""
    ends = time.monotonic() + STARTED_WITHIN_S
    log = ""
    while time.monotonic() < ends and log.count("status=sent") < READERS:
        time.sleep(0.2)
        log = file.read_text() if file.exists() else ""
    return log


def _signed(folder: Path) -> None:
    """A few signed mails as a server gets them, and the record that their key would have in the DNS."""
    folder.mkdir()
    with smtp.running() as server:
        _send(server.port, folder / "ours", dkim=DKIM)
    for number, message in enumerate(server.log.messages[:10]):
        (folder / f"{number}.eml").write_bytes(message)
    public = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "record.txt").write_text(f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}")


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    ends = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nobody listens on port {port}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
