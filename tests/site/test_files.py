"""Hosted pictures, health, and what robots may see."""

import pytest

from digest.morning import render
from tests.web import house

NAME = "0123456789abcdef.jpg"


def test_a_hosted_picture_is_kept_for_ever_and_may_be_shown_by_mail_programs(runtime):
    folder = render.images_folder(runtime)
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(b"picture")
    answer = house.client(runtime).get(f"/images/{NAME}")
    assert answer.content == b"picture"
    assert answer.headers["content-type"] == "image/jpeg"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("name", ["..%2Fsecret.key", "secret.key", "0123456789abcdef.svg", "fedcba9876543210.jpg"])
def test_nothing_else_is_given_out(runtime, name):
    render.images_folder(runtime).mkdir(parents=True)
    assert house.client(runtime).get(f"/images/{name}").status_code == 404


def test_the_house_says_that_it_stands(runtime):
    assert house.client(runtime).get("/health").json() == {"status": "ok"}


def test_robots_stay_away_from_what_belongs_to_somebody(runtime):
    assert "Disallow: /u/" in house.client(runtime).get("/robots.txt").text
