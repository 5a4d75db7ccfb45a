"""What `config show` prints is what is in force, reads back the same, and holds no secret."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

from digest import config
from digest.config.form import Form
from digest.config.table import Table

ROOT = Path(__file__).parents[2]
FULL = """
[newsroom]
name = 'The "Quoted" \\ News'
postal_address = '''1 Quay
Harbour'''
secret = { env = "DIGEST_KEY" }
other_topic = "Elsewhere"
[database]
url = { env = "DATABASE_URL" }
[group]
embeddings = "off"
[web]
trusted_proxies = ["10.0.0.0/8"]
[transports.relay]
kind = "smtp"
host = "smtp.example"
username = "digest"
password = { file = "var/password" }
dkim = { domain = "news.example", selector = "d1", key = { file = "var/dkim.pem" } }
bounces = "bounces@news.example"
relays = [{ host = "second.example", weight = 0, username = "digest", password = { env = "SECOND" } }]
[transports.api]
kind = "sendgrid"
api_key = { env = "SENDGRID_API_KEY" }
region = "eu"
[[sources]]
kind = "page"
url = "https://a.example/world"
selector = "h2 > a"
full_text = false
[[topics]]
name = "Wörld"
weight = 0.5
[digests.morning]
from = "The Morning, daily <m@news.example>"
reply_to = "desk@news.example"
transport = "relay"
retold = "leave out"
[lists.morning]
description = "What happened."
open = true
[privacy]
contact = "privacy@news.example"
more = ["Mail goes out through a service in the Union."]
"""
ENVIRON = {"DATABASE_URL": "postgresql://digest:hunter2@db/digest"}


def test_the_sample_newsroom_reads_back_the_same(tmp_path):
    settings = config.load(ROOT / "config.toml", environ={})
    path = tmp_path / "config.toml"
    path.write_text(config.show(settings).replace('"examples', f'"{ROOT}/examples'), encoding="utf-8")
    again = config.load(path, environ={})
    assert again.digests == settings.digests
    assert again.topics == settings.topics
    assert again.publishers == settings.publishers
    assert [s.id for s in again.sources] == [s.id for s in settings.sources]
    assert again.sample_days == settings.sample_days


def test_every_kind_of_value_reads_back_the_same(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(FULL, encoding="utf-8")
    settings = config.load(path, environ=ENVIRON)
    shown = tmp_path / "shown.toml"
    shown.write_text(config.show(settings), encoding="utf-8")
    assert replace(config.load(shown, environ=ENVIRON), file=path) == settings


def test_secrets_stand_as_where_they_are_read_from(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(FULL, encoding="utf-8")
    shown = config.show(config.load(path, environ=ENVIRON))
    assert "hunter2" not in shown
    assert 'password = { file = "var/password" }' in shown
    assert 'api_key = { env = "SENDGRID_API_KEY" }' in shown


def test_a_password_that_settings_hold_is_masked():
    settings = config.load(ROOT / "config.toml", environ={})
    shown = config.show(replace(settings, database_url=ENVIRON["DATABASE_URL"]))
    assert 'url = "postgresql://digest:***@db/digest"' in shown


def test_the_schema_knows_every_key_and_says_what_it_means():
    schema = json.loads(json.dumps(config.schema()))
    tables = schema["$defs"]
    assert set(schema["properties"]) == set(Form.model_fields)
    assert "from" in tables["DigestTable"]["properties"]
    for table in Table.__subclasses__():
        assert table.__doc__
        if table is not Form:
            assert all(field.description for field in table.model_fields.values()), table


def test_the_starter_is_valid_as_it_stands(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(config.starter('The "Harbour"\nNews', "https://news.example.org/"), encoding="utf-8")
    (tmp_path / "articles").mkdir()
    (tmp_path / "subscribers").mkdir()
    (tmp_path / "subscribers" / "readers.csv").write_text("email\n", encoding="ascii")
    checked = config.check(path, environ={})
    assert checked.faults == ()
    assert [fault.where.split(": ")[1] for fault in checked.warnings] == ["newsroom.postal_address"]
    assert checked.settings is not None
    assert checked.settings.newsroom.name == 'The "Harbour" News'
    assert checked.settings.newsroom.public_url == "https://news.example.org"


def test_what_the_starter_shows_commented_out_is_valid_too(tmp_path):
    lines = config.starter("Harbour News", "https://news.example.org").splitlines()
    awake = [line.removeprefix("# ") if "=" in line or line.startswith("# [") else line for line in lines]
    path = tmp_path / "config.toml"
    path.write_text("\n".join(awake), encoding="utf-8")
    assert tomllib.loads(path.read_text(encoding="utf-8"))["transports"].keys() == {"outbox", "relay", "sendgrid"}
    assert config.check(path, environ={}).faults == ()


def test_what_the_root_config_shows_commented_out_is_valid_too(tmp_path):
    lines = (ROOT / "config.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("# [transports.relay]")
    end = lines.index("[digests.morning]")
    awake = [*lines[:start], *(line.removeprefix("# ") for line in lines[start:end]), *lines[end:]]
    path = tmp_path / "config.toml"
    path.write_text("\n".join(awake), encoding="utf-8")
    checked = config.check(path, environ={})
    assert checked.faults == ()
    assert checked.settings is not None
    assert set(checked.settings.transports) == {"outbox", "relay", "sendgrid"}
