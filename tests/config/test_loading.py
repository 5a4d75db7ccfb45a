"""config.toml works with little in it; what is wrong with it is told at once, with places and the right names."""

from datetime import time
from pathlib import Path

import pytest

from digest import config
from digest.errors import ConfigError, ExitCode, UsageError
from digest.model.secret import Secret
from digest.model.settings import SourceKind, Weekday
from digest.model.transport import Security, TransportKind

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MINIMAL = """
[newsroom]
name = "Harbour News"
postal_address = "1 Quay, Harbour"

[[sources]]
url = "https://www.gazette.example/world/feed.xml"

[[topics]]
name = "World"

[digests.morning]
from = "The Morning <morning@news.example>"
"""


@pytest.fixture
def newsroom(tmp_path, monkeypatch):
    """Writes a config.toml in a folder and goes there."""
    monkeypatch.chdir(tmp_path)

    def write(text):
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults(path: Path, **environ: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        config.load(path, environ=environ)
    assert refused.value.exit_code is ExitCode.CONFIG_INVALID
    assert str(refused.value).splitlines() == [str(fault) for fault in refused.value.faults]
    return str(refused.value).splitlines()


def test_a_minimal_config_is_short_and_the_rest_has_sensible_defaults(newsroom):
    path = newsroom(MINIMAL)
    settings = config.load(path, environ={})
    digest = settings.digests["morning"]
    assert settings.newsroom.public_url == "http://127.0.0.1:8080"
    assert settings.newsroom.secret == Secret(file=path.parent / "var/secret.key")
    assert settings.database_url == f"sqlite:///{path.parent}/var/digest.db"
    assert settings.transports["outbox"].kind is TransportKind.FOLDER
    assert settings.transports["outbox"].path == path.parent / "var/outbox"
    assert (digest.title, digest.topics, digest.lists) == ("Morning", ("World",), ("morning",))
    assert (digest.send_at, digest.cutoff, digest.timezone) == (time(7), time(6, 30), "UTC")
    assert (digest.transport, digest.theme, digest.locale) == ("outbox", "gazette", "en")
    assert digest.days == tuple(Weekday)
    assert settings.sources[0].publisher == "gazette.example"
    assert settings.sources[0].kind is SourceKind.FEED


def test_the_config_at_the_root_works_as_it_is_with_the_sample_newsroom():
    checked = config.check(ROOT / "config.toml", environ={})
    assert checked.faults == ()
    assert checked.warnings == ()
    assert checked.settings is not None
    digest = checked.settings.digests["morning"]
    assert (digest.title, digest.lists, digest.timezone) == ("The Morning", ("example",), "Europe/Berlin")
    assert checked.settings.sample_days == ("2026-03-10", "2026-03-11", "2026-03-12")
    assert len({publisher.family for publisher in checked.settings.publishers}) >= 4


def test_all_faults_are_told_at_once_in_file_order_each_with_its_place_and_the_right_name(newsroom):
    """Faults of shape and of reference, from one reading: faulty.txt is what faulty.toml says."""
    path = newsroom((HERE / "faulty.toml").read_text(encoding="utf-8"))
    assert faults(path) == (HERE / "faulty.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ("[digest.x]\n", '17:1: digest: is not a table of this file. Did you mean "digests"?'),
        ("[web]\nport = 70000\n", "18:8: web.port: must be at most 65535"),
        ("[web]\nport = true\n", "18:8: web.port: must be a whole number, not true"),
        ("[web]\ntrusted_proxies = ['10.0.0.0/33']\n", '18:20: web.trusted_proxies[1]: "10.0.0.0/33" is not a network'),
        ("[collect]\npoll_minutes = 1\n", "18:16: collect.poll_minutes: must be at least 5"),
        ("[collect]\nallow_private = ['a b']\n", "neither a network nor a host"),
        ("[database]\nurl = 'mysql://x/y'\n", "18:7: database.url: is not the address of a database Digest can use"),
        ("[transports.Big]\nkind = 'folder'\n", '17:1: transports.Big: "Big" cannot be a name here'),
        ("[transports.a]\nkind = 'smpt'\n", '18:8: transports.a.kind: "smpt" is not one of folder, smtp or sendgrid'),
        ("[transports.a]\nkind = 'smtp'\n", "17:1: transports.a.host: is missing, and kind smtp needs it"),
        ("[transports.a]\nkind = 'folder'\nhost = 'x'\n", "19:1: transports.a.host: does not belong to a transport of"),
        ("[transports.a]\nkind = 'sendgrid'\n", "17:1: transports.a.api_key: is missing, and kind sendgrid needs it"),
        ("[transports.a]\nkind = 'sendgrid'\nahead_minutes = 14\n", "a.ahead_minutes: 14 is neither 0 nor 15 to 1440"),
        ("[transports.a]\nkind = 'smtp'\nhost = 'x'\nusername = 'u'\n", "20:1: transports.a.username: needs password"),
        ("[[topics]]\nname = 'world'\n", '18:8: topics[2].name: "world" stands at topics[1].name already'),
        ("[[publishers]]\nname = 'A'\ndomains = ['https://a.example']\n", "is not a domain"),
        ("[[publishers]]\nname = 'A'\nweight = 0\n", "19:10: publishers[1].weight: must be more than 0"),
        ("[[sources]]\nurl = 'feeds/a.xml'\n", "17:1: sources[2].publisher: is missing, and a path does not tell it"),
        ("[[sources]]\nurl = 'https://www.gazette.example/world/feed.xml'\n", "18:7: sources[2].url: "),
        ("[[sources]]\nurl = 'https://a.example'\nselector = 'a'\n", "19:1: sources[2].selector: does not belong to"),
        ("[[sources]]\nurl = 'https://a.example'\nlanguage = 'English'\n", "is not the short name of a language"),
        ("[sample]\ndays = ['2026-02-30']\n", '18:9: sample.days[1]: "2026-02-30" is not a date'),
        ("[digests.two]\n", '17:1: digests.two.from: is missing. Who it comes from: "Name <address>".'),
        ("[digests.two]\nfrom = 'a@b.example'\ntimezone = 'Berlin'\n", 'Did you mean "Europe/Berlin"?'),
        ("[digests.two]\nfrom = 'a@b.example'\ndays = []\n", "19:8: digests.two.days: needs at least 1 entry"),
        ("[digests.two]\nfrom = 'a@b.example'\nlists = ['a', 'A']\n", "cannot be a name here"),
        ("[digests.two]\nfrom = 5\n", "18:8: digests.two.from: must be text in quotes"),
    ],
)  # fmt: skip
def test_each_kind_of_fault_is_told_where_it_stands(newsroom, added, fault):
    path = newsroom(MINIMAL.lstrip() + "\n# more\n\n\n" + added)
    found = faults(path)
    assert any(fault in line for line in found), found
    assert all(line.startswith("config.toml:") for line in found)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[newsroom\n", "config.toml:1:10: Expected ']'"),
        ('a = "x\n', "config.toml:1:7: the text is not closed on its line. End it"),
        ("a =\n", "config.toml:1:4: here should be a value. Texts stand in"),
        ("a = [1,\n", "config.toml:1:1: "),
        ("a = 1\na = 2\n", "config.toml:2:6: a stands twice in its table. Keep one of the two."),
        ("", "config.toml:1:1: newsroom: is missing"),
    ],
)
def test_a_file_that_is_no_toml_is_one_line_with_its_place(newsroom, text, fault):
    assert faults(newsroom(text))[0].startswith(fault)


def test_a_file_that_cannot_be_read_is_one_line(tmp_path, newsroom):
    assert faults(tmp_path / "config.toml") == [
        "config.toml: there is no such file. Make a newsroom with: digest init DIR"
    ]
    assert "cannot be read: Is a directory" in faults(tmp_path)[0]
    path = newsroom("")
    path.write_bytes(b"# one\n# caf\xe9\n")
    assert faults(path) == ["config.toml:2: is not UTF-8 text. Save the file as UTF-8."]


def test_an_editor_on_another_system_may_have_saved_it(newsroom):
    path = newsroom(MINIMAL)
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert config.load(path, environ={}).newsroom.name == "Harbour News"


@pytest.mark.parametrize(
    "line",
    [
        'password = "hunter2"',
        "password = 12345678",
        'password = { env = "hunter2!" }',
        'password = { value = "hunter2" }',
        'password = { env = "A", file = "hunter2" }',
        'pasword = "hunter2"',
    ],
)
def test_a_secret_in_the_file_is_refused_and_never_repeated(newsroom, line):
    added = f'[transports.relay]\nkind = "smtp"\nhost = "smtp.example"\nusername = "digest"\n{line}\n'
    found = "\n".join(faults(newsroom(MINIMAL + added)))
    assert "transports.relay.pas" in found
    assert "hunter2" not in found
    assert "12345678" not in found


def test_a_password_in_the_databases_address_is_refused_and_never_repeated(newsroom):
    (found,) = faults(newsroom(MINIMAL + '[database]\nurl = "postgresql://digest:hunter2@db/digest"\n'))
    assert "a password must not stand in this file" in found
    assert "hunter2" not in found


def test_the_databases_address_may_come_from_the_environment_or_a_file(newsroom, tmp_path):
    path = newsroom(MINIMAL + '[database]\nurl = { env = "DATABASE_URL" }\n')
    url = "postgresql://digest:hunter2@db/digest"
    settings = config.load(path, environ={"DATABASE_URL": url})
    assert settings.database_url == url
    assert "hunter2" not in config.show(settings)
    assert 'url = { env = "DATABASE_URL" }' in config.show(settings)
    assert "environment variable DATABASE_URL" in faults(path)[0]
    (tmp_path / "url").write_text(f"{url}\n", encoding="ascii")
    path = newsroom(MINIMAL + '[database]\nurl = { file = "url" }\n')
    assert config.load(path, environ={}).database_url == url


def test_what_works_but_is_hardly_meant_is_a_warning(newsroom):
    path = newsroom(
        MINIMAL.replace('postal_address = "1 Quay, Harbour"', 'public_url = "http://news.example/"')
        + '[[publishers]]\nname = "Harbour Gazette"\n[[sources]]\nurl = "a.xml"\npublisher = "Harbour Gazete"\n'
    )
    checked = config.check(path, environ={})
    assert checked.settings is not None
    assert checked.settings.newsroom.public_url == "http://news.example"
    places = ["2:1: newsroom.postal", "4:14: newsroom.public", "12:1: digests.morning.lists", "17:7: sources[2].url"]
    told = [str(warning) for warning in checked.warnings]
    assert [line.split(".toml:")[1].startswith(place) for line, place in zip(told, places, strict=False)] == [True] * 4
    assert 'list "morning" has no file subscribers/morning.csv' in told[2]
    assert told[4].startswith("config.toml:18:13: sources[2].publisher: ")
    assert told[4].endswith('Did you mean "Harbour Gazette"?')
    assert len(told) == 5


def test_a_secret_that_will_be_missing_at_send_time_is_a_warning(newsroom):
    relay = '[transports.NAME]\nkind = "smtp"\nhost = "mx.example"\nusername = "u"\npassword = { env = "PW_NAME" }\n'
    added = relay.replace("NAME", "used") + relay.replace("NAME", "unused")
    path = newsroom(MINIMAL.replace("[digests.morning]", '[digests.morning]\ntransport = "used"') + added)
    told = [str(warning) for warning in config.check(path, environ={}).warnings]
    assert "transports.used.password: environment variable PW_used is not set" in told[1]
    assert len(told) == 2
    assert len(config.check(path, environ={"PW_used": "x"}).warnings) == 1


@pytest.mark.parametrize(
    ("topics", "declared", "warned"),
    [
        ('topics = ["World"]', "Rest", True),
        ("", "Sport", True),
        ('topics = ["World", "Rest"]', "Rest", False),
        ("", "Rest", False),
    ],
)
def test_a_topic_for_the_rest_that_no_digest_prints_is_a_warning(newsroom, topics, declared, warned):
    named = MINIMAL.replace("[newsroom]", '[newsroom]\nother_topic = "Rest"')
    path = newsroom(
        named.replace("[digests.morning]", f"[digests.morning]\n{topics}") + f'[[topics]]\nname = "{declared}"\n'
    )
    checked = config.check(path, environ={})
    assert checked.faults == ()
    told = [str(warning) for warning in checked.warnings if "other_topic" in str(warning)]
    assert [("Rest" in line, "list it" in line) for line in told] == ([(True, True)] if warned else [])


def test_warnings_are_told_beside_faults(newsroom):
    checked = config.check(newsroom(MINIMAL + "[wbe]\n"), environ={})
    assert (checked.settings, len(checked.faults), len(checked.warnings)) == (None, 1, 1)


def test_paths_start_at_the_folder_of_the_file(newsroom, tmp_path, monkeypatch):
    path = newsroom(
        MINIMAL
        + '[paths]\nsubscribers = "people"\n[transports.mail]\nkind = "folder"\npath = "/srv/mail"\n'
        + '[[sources]]\nkind = "folder"\nurl = "in/box"\npublisher = "Us"\n'
        + '[database]\nurl = "sqlite:////srv/digest.db"\n'
    )
    monkeypatch.chdir("/")
    settings = config.load(path, environ={})
    assert settings.root == tmp_path
    assert settings.lists_path == tmp_path / "people"
    assert settings.sources[1].url == str(tmp_path / "in/box")
    assert settings.transports["mail"].path == Path("/srv/mail")
    assert settings.database_url == "sqlite:////srv/digest.db"
    assert settings.digests["morning"].transport == "mail"


@pytest.mark.parametrize(("security", "port"), [("tls", 465), ("starttls", 587), ("none", 25)])
def test_smtp_has_the_usual_port_of_its_security(newsroom, security, port):
    path = newsroom(MINIMAL + f'[transports.relay]\nkind = "smtp"\nhost = "mx.example"\nsecurity = "{security}"\n')
    relay = config.load(path, environ={}).transports["relay"]
    assert (relay.port, relay.security) == (port, Security(security))


def test_a_password_never_goes_out_in_the_clear(newsroom):
    relay = '[transports.relay]\nkind = "smtp"\nhost = "mx.example"\nsecurity = "none"\n'
    path = newsroom(MINIMAL + relay + 'username = "u"\npassword = { env = "P" }\n')
    assert "transports.relay.security: would send the password in the clear" in faults(path)[0]


def test_sources_have_readable_ids_that_stay_and_never_collide(newsroom):
    urls = ["/feed", "/rss.xml", "/world/feed.xml", "/world/feed.xml?lang=fr", "/日本"]
    rows = [f'[[sources]]\nurl = "https://gazette.example{url}"\npublisher = "Harbour Gazette"\n' for url in urls]
    ids = [source.id for source in config.load(newsroom(MINIMAL + "".join(rows)), environ={}).sources]
    assert ids[:2] == ["gazette-example-world", "harbour-gazette"]
    assert ids[3:5] == ["harbour-gazette-world", "harbour-gazette-world-lang-fr"]
    assert len(set(ids)) == len(ids)
    again = [source.id for source in config.load(newsroom(MINIMAL + "".join(rows)), environ={}).sources]
    assert again == ids
    later = [source.id for source in config.load(newsroom(MINIMAL + "".join(rows[:3])), environ={}).sources]
    assert later == ids[:4]


def test_a_source_belongs_to_the_publisher_of_its_domain(newsroom):
    path = newsroom(MINIMAL + '[[publishers]]\nname = "Harbour Gazette"\ndomains = ["gazette.example"]\n')
    settings = config.load(path, environ={})
    assert settings.sources[0].publisher == "Harbour Gazette"
    assert settings.sources[0].id == "harbour-gazette-world"


@pytest.mark.parametrize(
    ("written", "name", "email"),
    [
        ("The Morning <m@news.example>", "The Morning", "m@news.example"),
        ("'The Morning, daily' <m@news.example>", "The Morning, daily", "m@news.example"),
        ("m@news.example", "Morning", "m@news.example"),
        ("Утро <m@news.example>", "Утро", "m@news.example"),
    ],
)
def test_a_sender_is_a_name_and_an_address(newsroom, written, name, email):
    path = newsroom(MINIMAL.replace("The Morning <morning@news.example>", written))
    sender = config.load(path, environ={}).digests["morning"].sender
    assert (sender.name, sender.email) == (name, email)


@pytest.mark.parametrize("written", ["", "x", "a <b>", "a@b", "a@b.c\\r\\nBcc: d@e.f", "a b@c.d e", "<a@b.c"])
def test_what_is_no_sender_is_refused(newsroom, written):
    path = newsroom(MINIMAL.replace("The Morning <morning@news.example>", written))
    assert "digests.morning.from: is not a sender" in faults(path)[0]


def test_the_nearest_config_above_is_found(newsroom, tmp_path):
    path = newsroom(MINIMAL)
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert config.find(deep) == path
    with pytest.raises(UsageError, match="digest init"):
        config.find(Path("/"))
