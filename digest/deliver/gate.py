"""Between the ledger and a way out: lets mails through as fast as they may leave, and stops when too much comes back.

Permits are asked for by the hundred, so that a mail costs nothing where nothing limits it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from digest import store as stores
from digest.deliver import breaker, pace
from digest.deliver.transports.protocol import ACCEPTED, Ack, Answer, Intent, Mail, Mails
from digest.model.delivery import OutcomeState
from digest.model.settings import Deliveries
from digest.model.transport import SendingDomain, Transport
from digest.store import Store
from digest.store.paces import Limit, Permit, Rest
from digest.store.pauses import Returns

SLICE = 1_000  # permits asked for at once: a batch
WAIT_MAX = timedelta(seconds=2)  # what is worth waiting for here; longer, and connections would lie idle
NAP_S_MIN = 0.0005
NAP_S = 0.05  # between looks at whether to stop
LOOK_S = 1.0  # how soon a pause that somebody else made stops us
DEFERRALS_IN_A_ROW = 5  # of one domain of readers, and nothing accepted in between

RESTING = Answer(OutcomeState.DEFERRED, "pace", "this domain put off mail after mail and is left alone for a while")


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """What limits an edition's mails on their way."""

    way: Transport
    sender: str
    """The domain that the mails come from."""
    domain: SendingDomain | None = None
    most: Deliveries = field(default_factory=Deliveries)


class Gate:
    """One sender's."""

    def __init__(
        self,
        store: Store,
        edition: str,
        road: Road,
        *,
        clock: Callable[[], datetime],
        stop: Callable[[], bool],
        nap: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._edition = edition
        self._road = road
        self._clock = clock
        self._stop = stop
        self._nap = nap
        self._monotonic = monotonic
        self._deferrals: dict[str, int] = {}
        self._limits: Sequence[Limit] = ()
        self._permits = 0
        with store.read() as db:
            self._rests = stores.paces.resting(db, road.way.name, now=clock())
            self._found = stores.pauses.returns(db, edition)
        self._handed, self._refused = self._found.handed, self._found.returned
        self._looked_at = monotonic()
        self.is_paused = False
        self.wait: timedelta | None = None
        """How long until it is worth coming back, where the pace ended the work."""

    def through(self, mails: Mails, ack: Ack) -> Mails:
        """The mails that may leave now; ends where the rest has to wait. What rests is answered with `ack`."""
        limited = bool(pace.limits(self._road.way, self._road.sender, self._road.domain, now=self._clock()))
        return _Through(self, mails, ack, limited=limited)

    def awake(self, mails: Sequence[Mail], ack: Ack) -> Sequence[Mail]:
        """Those of the mails that need not rest."""
        if not self._rests:
            return mails
        resting = [self._is_resting(mail) for mail in mails]
        if True in resting:
            ack([mail for mail, rests in zip(mails, resting, strict=True) if rests], RESTING)
        return [mail for mail, rests in zip(mails, resting, strict=True) if not rests]

    def permitted(self, most: int) -> int:
        """How many mails may leave, at most so many, counted as left; none where that is not soon."""
        granted = min(most, self._permits) if self._permits or self._permitted() else 0
        self._permits -= granted
        return granted

    def guarding(self, intent: Intent) -> Intent:
        """`intent`, but for mails that came through before the edition was paused: they stay."""
        return lambda mails: not self.is_paused and intent(mails)

    def heard(self, mails: Sequence[Mail], answer: Answer) -> None:
        """Takes note of what became of mails."""
        if answer is ACCEPTED:
            self._handed += len(mails)
            if self._deferrals:
                for mail in mails:
                    self._deferrals.pop(_domain(mail), None)
        elif answer.code[:1].isdigit():
            self._hear_refusal(mails, answer)
        if self._monotonic() - self._looked_at >= LOOK_S:
            self._look()

    def close(self) -> None:
        """Returns the permits that were not used."""
        if self._permits:
            with self._store.write() as db:
                stores.paces.give_back(db, self._limits, self._permits)
            self._permits = 0

    def _hear_refusal(self, mails: Sequence[Mail], answer: Answer) -> None:
        if answer.state is OutcomeState.REJECTED:
            self._handed += len(mails)
            self._refused += len(mails)
            found = Returns(handed=self._handed, returned=self._refused, complained=self._found.complained)
            if why := breaker.reason(found, self._road.most):
                self._pause(why)
        elif answer.state is OutcomeState.DEFERRED:
            for mail in mails:
                domain = _domain(mail)
                self._deferrals[domain] = self._deferrals.get(domain, 0) + 1
                if self._deferrals[domain] == DEFERRALS_IN_A_ROW:
                    self._let_rest(domain, answer)

    def _let_rest(self, domain: str, answer: Answer) -> None:
        found = pace.rest(domain, self._rests.get(domain), reason=answer.code, now=self._clock())
        self._rests[domain] = found
        del self._deferrals[domain]
        with self._store.write() as db:
            stores.paces.rest(db, self._road.way.name, found)

    def _is_resting(self, mail: Mail) -> bool:
        found: Rest | None = self._rests.get(_domain(mail))
        return found is not None and self._clock() < found.until

    def _pause(self, why: str) -> None:
        if not self.is_paused:
            self.is_paused = True
            with self._store.write() as db:
                stores.pauses.pause(db, self._edition, why, now=self._clock())

    def _look(self) -> None:
        """Whether somebody paused the edition meanwhile: another sender, a webhook, the operator."""
        self._looked_at = self._monotonic()
        with self._store.read() as db:
            self.is_paused = self.is_paused or stores.pauses.is_paused(db, self._edition)

    def _permitted(self) -> bool:
        """Asks for permits, and waits for them where that is soon."""
        while not self._stop():
            self._look()
            if self.is_paused:
                return False
            permit = self._ask()
            self._permits = permit.mails
            if permit.mails:
                return True
            if permit.wait > WAIT_MAX:
                self.wait = permit.wait
                return False
            self._sleep(permit.wait)
        return False

    def _ask(self) -> Permit:
        now, road = self._clock(), self._road
        self._limits = pace.limits(road.way, road.sender, road.domain, now=now)
        if not self._limits:  # the plan's last day is over
            return Permit(mails=SLICE)
        with self._store.write() as db:
            return stores.paces.take(db, self._limits, SLICE, now=now)

    def _sleep(self, wait: timedelta) -> None:
        until = self._monotonic() + wait.total_seconds()
        while (left := until - self._monotonic()) > NAP_S_MIN and not self._stop():
            self._nap(min(left, NAP_S))


class _Through(Mails):
    """The mails that a gate lets through."""

    def __init__(self, gate: Gate, mails: Mails, ack: Ack, *, limited: bool) -> None:
        self._gate = gate
        self._mails = mails
        self._ack = ack
        self._limited = limited
        self._waiting: Sequence[Mail] = ()

    def take(self, most: int) -> Sequence[Mail]:
        while not self._gate.is_paused and (some := self._waiting or self._mails.take(most)):
            self._waiting = self._gate.awake(some, self._ack)
            if room := min(most, len(self._waiting)):
                room = self._gate.permitted(room) if self._limited else room
                let, self._waiting = self._waiting[:room], self._waiting[room:]
                return let
        return ()


def _domain(mail: Mail) -> str:
    return mail.to.email.rpartition("@")[2].lower()
