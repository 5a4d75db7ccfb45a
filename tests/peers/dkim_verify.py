"""Verifies signed mails with dkimpy, in an environment of its own: `python dkim_verify.py FOLDER`.

The folder holds `.eml` files, and in `record.txt` what the DNS would say about the key. Also changes each mail in
four ways and expects a no.
"""

import sys
from pathlib import Path

import dkim  # type: ignore[import-not-found]  # it is in an environment of its own


def main(folder: Path) -> int:
    record = (folder / "record.txt").read_bytes()
    mails = [file.read_bytes() for file in sorted(folder.glob("*.eml"))]
    wrong = sum(not _is_true(mail, record) for mail in mails)
    fooled = sum(_is_true(changed, record) for mail in mails for changed in _changed(mail))
    print(f"dkimpy: {len(mails) - wrong} of {len(mails)} verified; {fooled} changed mails passed")
    return 1 if wrong or fooled or not mails else 0


def _is_true(mail: bytes, record: bytes) -> bool:
    return bool(dkim.verify(mail, dnsfunc=lambda _name, timeout=5: record))


def _changed(mail: bytes) -> list[bytes]:
    return [
        mail.replace(b"pier", b"peer", 1),
        mail.replace(b"List-Unsubscribe: <", b"List-Unsubscribe: <x", 1),
        mail.replace(b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Lost", 1),
        mail.replace(b"\r\nSubject:", b"\r\nSubject: Another\r\nSubject:", 1),
    ]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
