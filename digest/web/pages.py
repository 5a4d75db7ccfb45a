"""Pages: templates filled with values. The web's one door of jinja2."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from starlette.responses import HTMLResponse

from digest import i18n, packaged, urls
from digest.errors import ThemeError
from digest.model.settings import Settings
from digest.web.static_files import StaticFiles

SUFFIX = ".html.j2"
LANGUAGE = "en"
"""Of pages whose words have no catalogue yet."""


class Pages:
    """The pages of one app. `base` is the path under which the public address lies, mostly empty."""

    def __init__(self, environment: jinja2.Environment, *, base: str, common: Mapping[str, object]) -> None:
        self._environment = environment
        self._common = common
        self.base = base

    def html(
        self,
        name: str,
        /,
        *,
        status: int = 200,
        locale: str = LANGUAGE,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> HTMLResponse:
        """The page of this name as an answer, in the words of a locale."""
        body = self.text(name, locale=locale, **values)
        return HTMLResponse(body, status_code=status, headers=dict(headers or {}))

    def text(self, name: str, /, *, locale: str = LANGUAGE, **values: object) -> str:
        """What the template of this name makes of the values, in the words of a locale."""
        language = i18n.language_tag(locale)
        return self._environment.get_template(name + SUFFIX).render(
            **self._common, _=_words(locale), language=language, direction=i18n.direction(language), **values
        )


def open_pages(settings: Settings, room: str, static: StaticFiles, *, path: str = "") -> Pages:
    """The pages of `templates/<room>`; those that the newsroom has not made its own come with Digest.

    `path` is where the app is mounted, if not at the root. Every template is read at once: raises ThemeError naming
    file and line of the first mistake.
    """
    base = base_path(settings.newsroom.public_url)
    own, shipped = settings.templates_path / room, packaged.folder("templates") / room
    environment = _environment(own, shipped)
    _check(environment, (own, shipped))
    common = {
        "static": static.url,
        "base": path or base,
        "newsroom": settings.newsroom,
        "open_lists": settings.open_lists,
    }
    return Pages(environment, base=base, common=common)


@cache
def _environment(own: Path, shipped: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([own, shipped]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["web"] = _web
    return environment


def _web(url: str | None) -> str:
    """The address where it is one of the web; articles bring others, such as files' and scripts'."""
    return url if url and urls.is_web(url) else ""


def base_path(public_url: str) -> str:
    """The path of the public address, without a slash at its end."""
    return urlsplit(public_url).path.rstrip("/")


def _check(environment: jinja2.Environment, folders: tuple[Path, ...]) -> None:
    for name in environment.list_templates(filter_func=lambda name: name.endswith(SUFFIX)):
        try:
            environment.get_template(name)
        except jinja2.TemplateSyntaxError as error:
            folder = next(folder for folder in folders if (folder / name).is_file())
            raise ThemeError(str(error.message), where=f"{folder / (error.name or name)}:{error.lineno}") from None


def _words(locale: str) -> Callable[..., str]:
    catalogue = i18n.catalogue(locale)

    def words(message: str, **values: object) -> str:
        said = catalogue.gettext(message)
        return said % values if values else said

    return words
