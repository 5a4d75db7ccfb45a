"""Stage: an edition as mail. Preview, test and send all call these, so what is seen is what is sent."""

from collections.abc import Collection, Mapping
from pathlib import Path

from digest import compose, mail, store
from digest import render as rendering
from digest.collect import images as picture
from digest.mail import Letterhead, ReaderValues, SegmentMail
from digest.model.delivery import Recipient, Segment
from digest.model.edition import Edition, Slot
from digest.model.fault import Fault
from digest.model.people import Length
from digest.model.rendered import Rendered
from digest.model.settings import Digest, Images
from digest.morning import links
from digest.runtime import Runtime

SAMPLE_READER = Recipient(subscription=links.NOBODY, email="reader@example.com", name="")


def rendered(
    runtime: Runtime,
    edition: Edition,
    digest: Digest,
    *,
    locale: str,
    theme: str,
    length: Length = Length.FULL,
    without: Collection[str] = (),
) -> Rendered:
    """The edition in a locale, theme and length, without what some muted, for every segment of such readers."""
    return rendering.edition(
        links.with_story_pages(runtime.settings, compose.variant(edition, length=length, without=without)),
        theme=runtime.theme(theme),
        digest=digest,
        newsroom=runtime.settings.newsroom,
        locale=locale,
        images=image_addresses(runtime, edition, digest),
    )


def whole(runtime: Runtime, edition: Edition, digest: Digest) -> SegmentMail:
    """The mail of a reader with every topic, in the digest's own locale and theme."""
    made = rendered(runtime, edition, digest, locale=digest.locale, theme=digest.theme)
    return mail.segment(made, Segment(locale=digest.locale, theme=digest.theme))


def letterhead(runtime: Runtime, edition: Edition, digest: Digest) -> Letterhead:
    public = runtime.settings.newsroom.public_url
    return mail.letterhead(
        edition,
        digest=digest,
        newsroom=runtime.settings.newsroom,
        help_url=public,
        archive_url=f"{public}/{digest.name}",
    )


def image_addresses(runtime: Runtime, edition: Edition, digest: Digest) -> Mapping[str, str]:
    """Where the mail finds each story's picture; pictures that could not be had are missing."""
    wanted = _pictures(edition)
    match digest.images:
        case Images.NONE:
            return {}
        case Images.LINK:
            return {url: url for url in wanted if url.startswith("https://")}
        case Images.HOST:
            with runtime.store.read() as db:
                hosted = store.images.names(db, wanted)
            return {url: links.image(runtime.settings, name) for url, name in hosted.items()}


def host_images(runtime: Runtime, edition: Edition, digest: Digest) -> tuple[Fault, ...]:
    """Fetches, checks and keeps the pictures that the edition may print and that are not kept yet.

    A picture that could not be had is a fault to tell; the edition is printed without it.
    """
    if digest.images is not Images.HOST:
        return ()
    wanted = _pictures(edition)
    with runtime.store.read() as db:
        hosted = store.images.names(db, wanted)
    missing = [url for url in wanted if url not in hosted]
    if not missing:
        return ()
    found = picture.fetch_all(
        missing,
        fetcher=runtime.fetcher,
        parsers=runtime.parsers,
        folder=images_folder(runtime),
        roots=picture.roots(runtime.settings.sources),
    )
    kept = {
        url: (got.name, got.width, got.height) for url, got in found.items() if isinstance(got, picture.HostedImage)
    }
    with runtime.store.write() as db:
        store.images.put(db, kept, now=runtime.now())
    return tuple(got for got in found.values() if isinstance(got, Fault))


def images_folder(runtime: Runtime) -> Path:
    return runtime.var / "images"


def sample_values(runtime: Runtime, edition: Edition, digest: Digest, slot: Slot) -> ReaderValues:
    """The values of nobody in particular: the links open, and change nothing."""
    return links.reader_values(runtime.settings, runtime.keys, edition, digest, SAMPLE_READER, at=slot.send_at)


def _pictures(edition: Edition) -> list[str]:
    """A story's picture is printed where it leads, and any section's first story may lead a segment.

    The second too, for readers who muted the first.
    """
    firsts = (story for section in edition.sections for story in section.stories[:2])
    return list(dict.fromkeys(story.image.url for story in firsts if story.image))
