"""``Page``: what a page shows; rendered in the shell, or its tables and pictures as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from markupsafe import Markup

from oase import words
from oase.accounts import Permission
from oase.charts import Picture
from oase.web.pages import files, shell
from oase.web.pages.tables import Grid
from oase.web.pages.visit import Visit

__all__ = ["Page", "action", "page", "rendered"]

Here = NamedDependency[Visit]

_PAGES = Environment(
    loader=PackageLoader("oase.web"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # else templates of another version could meet the code that runs
)
MOST_AT_ONCE = 2
_pages, _files = BoundedSemaphore(MOST_AT_ONCE), BoundedSemaphore(1)
"""More threads at once make no page sooner, but keep the door, which shares the interpreter, waiting."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows.

    Parameters
    ----------
    name : str
        Of the template; a style sheet and a script of that name are loaded where there are any.
    title : str
        The finding in words, as the heading.
    context : mapping of str to object
        For the template.
    grids : mapping of str to Grid
        Tables by name: ``grids.<name>`` in the template, ``…/download/<name>.csv`` as a file.
    pictures : mapping of str to (Picture, Picture)
        Wide and narrow form, by name: ``…/download/<name>.svg``, ``.png``, ``.pdf``.
    eyebrow : tuple of str
        Small words above the heading.
    lede : str
        The sentence below it.
    is_filtered : bool
        Whether period, channel and segment stand above the content.
    status : int
    """

    name: str
    title: str
    context: Mapping[str, Any] = field(default_factory=dict[str, Any])
    grids: Mapping[str, Grid] = field(default_factory=dict[str, Grid])
    pictures: Mapping[str, tuple[Picture, Picture]] = field(
        default_factory=dict[str, tuple[Picture, Picture]]
    )
    eyebrow: tuple[str, ...] = ()
    lede: str = ""
    is_filtered: bool = False
    status: int = 200


def page(path: str, permission: Permission) -> Callable[[Callable[[Visit], Page]], list[HTTPRouteHandler]]:
    """Make a page of a function: the page itself, and its tables and pictures as files.

    Parameters
    ----------
    path : str
        With places as Litestar writes them, ``/customers/{person:str}``.
    permission : Permission
        Who may see it.
    """
    opt = {"permission": permission}

    def made(make: Callable[[Visit], Page]) -> list[HTTPRouteHandler]:
        @get(path, sync_to_thread=True, opt=opt, name=make.__name__)
        def show(visit: Here) -> Response[str]:
            with _pages:
                return rendered(visit, make(visit))

        @get(f"{path.rstrip('/')}/download/{{file:str}}", sync_to_thread=True, opt=opt)
        def download(visit: Here) -> Response[bytes]:
            with _files:
                shown = make(visit)
                found = files.file_of(visit.places["file"], shown.grids, shown.pictures, visit.lang)
            if found is None:
                raise NotFoundException
            return found

        return [show, download]

    return made


def action(
    path: str, permission: Permission
) -> Callable[[Callable[[Visit], Redirect | Page]], list[HTTPRouteHandler]]:
    """Make a form's target of a function, which leads back to a page or shows one that says what is wrong."""

    def made(do: Callable[[Visit], Redirect | Page]) -> list[HTTPRouteHandler]:
        @post(path, sync_to_thread=True, opt={"permission": permission}, status_code=200)
        def take(visit: Here) -> Response[Any]:
            done = do(visit)
            return rendered(visit, done) if isinstance(done, Page) else done

        return [take]

    return made


def rendered(visit: Visit, shown: Page) -> Response[str]:
    """Return a page in the shell, in the visitor's language."""
    template = _PAGES.get_template(f"{shown.name}.html")
    text = template.render(
        visit=visit,
        page=shown,
        t=visit.t,
        number=lambda value, digits=0: words.number(value, visit.lang, digits),
        may=lambda name: visit.may(Permission(name)),
        shell=shell.around(visit, shown.name, is_filtered=shown.is_filtered),
        csrf=Markup('<input type="hidden" name="csrf" value="{}">').format(visit.csrf),
        grids=shown.grids,
        pictures=shown.pictures,
        words=words,
        **shown.context,
    )
    return Response(text.lstrip(), status_code=shown.status, media_type="text/html")
