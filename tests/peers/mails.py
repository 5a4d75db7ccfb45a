"""Writes the specimen edition as a mail in every theme, and every kind of notice, for foreign programs to judge.

python -m tests.peers.mails FOLDER
"""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from digest import mail, render
from digest.model.notice import Notice, NoticeKind
from tests.render import specimen
from tests.render.proof import THEMES, proof


def main(folder: Path) -> None:
    for name, theme in THEMES.items():
        (folder / f"edition-{name}.eml").write_bytes(proof(name, "en").message)
        for kind in NoticeKind:
            (folder / f"notice-{name}-{kind.replace(' ', '-')}.eml").write_bytes(notice(kind, theme))


def notice(kind: NoticeKind, theme: render.Theme) -> bytes:
    said = Notice(kind=kind, title="The Morning", url="https://news.example/x/AbC123", day=date(2026, 11, 24))
    printed = render.notice(said, theme=theme, newsroom=specimen.NEWSROOM, locale="en")
    return mail.notice(
        **printed._asdict(),
        sender=specimen.DIGEST.sender,
        email=specimen.READER[mail.Field.EMAIL],
        message_id="<notice.1@news.example>",
        at=datetime(2026, 11, 24, 6, tzinfo=UTC),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
