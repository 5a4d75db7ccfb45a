"""Our compiled frames beside those of npm's mjml: strict, and the same after normalising.

    python -m tests.peers.themes FOLDER

FOLDER holds node_modules with mjml in it. White space between tags, the order of attributes and of declarations, and
the splitting of comments do not count.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from html.parser import HTMLParser
from pathlib import Path

from digest.checks.page import VOID
from digest.render import mjml

ROOT = Path(__file__).parents[2]
KNOWN = {("td", "vertical-align")}
"""An attribute that only ours writes and no program reads. Also known: the body's own class stands on the body in one
and on the div inside it in the other, with its word spacing; the themes' styles name both."""
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


class _Tokens(HTMLParser):
    """A page as lines that two compilers can be compared by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: _value(name, value or "") for name, value in attrs if (tag, name) not in KNOWN}
        written = sorted(f"{name}={value!r}" for name, value in values.items() if value)
        self.lines.append(f"<{tag} {' '.join(written)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.lines.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.lines += filter(None, (" ".join(line.split()).replace(": ", ":") for line in re.split(r"[;{}\n]", data)))

    def handle_comment(self, data: str) -> None:
        """What Outlook reads: compared like everything else."""
        inner = _Tokens()
        inner.feed(re.sub(r"\[if [^\]]*\]>|<!\[endif\]", "", data))
        self.lines += ["<!--", *inner.lines, "-->"]


def _value(name: str, value: str) -> str:
    if name == "class":
        return " ".join(sorted(set(value.split()) - {"bg"}))
    if name == "style":
        value = value.replace("word-spacing:normal", "")
        return "; ".join(sorted(" ".join(part.split()).replace(": ", ":") for part in value.split(";") if part.strip()))
    return " ".join(value.split())


def tokens(html: str) -> list[str]:
    read = _Tokens()
    read.feed(html)
    read.close()
    return "\n".join(read.lines).replace("\n-->\n<!--\n", "\n").split("\n")


def frames() -> Iterator[tuple[str, str]]:
    """Name and source of every frame, once for each direction: strict mode wants the word itself."""
    for path in sorted((ROOT / "templates" / "email").glob("*/*.mjml.j2")):
        source = _COMMENT.sub("", path.read_text(encoding="utf-8"))
        for direction, start in (("ltr", "left"), ("rtl", "right")):
            turned = re.sub(r"\{\{ \w+\.direction \}\}", direction, source)
            yield f"{path.parent.name} {path.stem} {direction}", re.sub(r"\{\{ \w+\.start \}\}", start, turned)


def main(folder: str) -> int:
    sources = dict(frames())
    with tempfile.TemporaryDirectory() as temporary:
        files = {str(Path(temporary) / f"{place}.mjml"): name for place, name in enumerate(sources)}
        for file, name in files.items():
            Path(file).write_text(sources[name], encoding="utf-8")
        command = ["node", str(Path(__file__).with_name("mjml.mjs")), folder, *files]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        print(ran.stderr.strip())
        return 1
    theirs = {files[file]: html for file, html in json.loads(ran.stdout).items()}
    different = [name for name, html in theirs.items() if _differs(name, sources[name], html)]
    print(f"mjml, strict: {len(theirs)} frames, {len(different)} different from ours")
    return 1 if different else 0


def _differs(name: str, source: str, html: str) -> bool:
    ours = mjml.compiled(source, where=name)
    lines = list(unified_diff(tokens(ours), tokens(html), "ours", "theirs", lineterm="", n=1))
    if lines:
        print("\n".join([f"{name}:", *lines[:60]]))
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
