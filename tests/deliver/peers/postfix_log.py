"""A mail log as Postfix writes it."""

from datetime import datetime, timedelta

HOST = "mx postfix"


def line(at: datetime, text: str) -> str:
    return f"{at.isoformat(timespec='microseconds')} {text}\n"


def taken(
    at: datetime, queue: str, message_id: str, *, status: str = "", dsn: str = "2.0.0", whole: bool = True
) -> str:
    """The lines of one mail; `whole`: it came to its end."""
    lines = [f"{HOST}/cleanup[7]: {queue}: message-id={message_id}"]
    if whole:
        lines.append(f"{HOST}/qmgr[3]: {queue}: from=<bounces+1-2@news.example>, size=63000, nrcpt=1 (queue active)")
    if status:
        lines.append(
            f"{HOST}/smtp[9]: {queue}: to=<ada@post.pub>, relay=mx.post.pub[192.0.2.1]:25, delay=1.2, "
            f"delays=0.1/0/0.5/0.6, dsn={dsn}, status={status} (host said: 550 whatever)"
        )
    return "".join(line(at + timedelta(milliseconds=n), text) for n, text in enumerate(lines))


def other(at: datetime) -> str:
    return line(at, f"{HOST}/smtpd[5]: connect from localhost[127.0.0.1]")
