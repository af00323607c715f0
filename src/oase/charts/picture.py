"""The picture: a drawing that lives in a page and stands alone as a file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from xml.sax.saxutils import escape

from oase.charts.ink import DARK, LIGHT, SANS
from oase.charts.measure import wrapped
from oase.charts.svg import element, group, rect, text
from oase.errors import OptionInvalid, storage_errors

__all__ = ["Picture"]

_VARIABLE = re.compile(r"var\(--[\w-]+,([^()]*)\)")
_GROWTH = 1.3
_MARGIN, _HEAD = 28.0, 36.0


@dataclass(frozen=True, slots=True)
class Picture:
    """An immutable SVG drawing.

    Parameters
    ----------
    title, description : str
        What is seen, for those who do not see it.
    width, height : float
        Size in pixels at which the letters have their natural size.
    body : str
        Escaped SVG markup whose colours are the page's variables with light fallbacks.

    Examples
    --------
    >>> picture = Picture("Ein Bild", "Ein Kreis.", 20, 20, '<circle r="5" fill="var(--water,#0e6a66)"/>')
    >>> picture.svg.startswith("<svg") and "var(" not in picture.svg
    True
    >>> "var(--water,#0e6a66)" in picture.inline
    True
    """

    title: str
    description: str
    width: float
    height: float
    body: str

    @property
    def inline(self) -> str:
        """The drawing for a page that defines the colours; it has no styles of its own.

        The page's style sheet makes it fit: ``svg.oase { display: block; max-width: 100%; height: auto }``.
        """
        return self._drawn(self.body, (self.width, self.height), width=self.width * _GROWTH)

    @property
    def svg(self) -> str:
        """The drawing on its own: plain colours, dark on a dark screen, on a card below its title."""
        return self._alone(with_dark=True)

    @property
    def plain(self) -> str:
        """The drawing on its own for paper: plain light colours, no styles."""
        return self._alone(with_dark=False)

    def _alone(self, *, with_dark: bool) -> str:
        width, height = self.width + 2 * _MARGIN, self.height + 2 * _MARGIN + _HEAD
        lines = wrapped(self.title, self.width, 18, lines=1, bold=True)
        head = text(_MARGIN, _MARGIN + 16, lines[0], size=18, bold=True, serif=True)
        body = group([self.body], transform=f"translate({_MARGIN:g} {_MARGIN + _HEAD:g})")
        drawn = _VARIABLE.sub(r"\1", rect(0, 0, width, height, fill="card") + head + body)
        if not with_dark:
            return self._drawn(drawn, (width, height), width=width, height=height)
        return self._drawn(
            element("style", _dark_rules(drawn)) + drawn,
            (width, height),
            width=width,
            height=height,
            style="font-variant-numeric:tabular-nums;max-width:100%;height:auto",
        )

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the drawing to an .svg file and return its path.

        Raises
        ------
        OptionInvalid
            For another ending than .svg.
        SourceMissing, StorageForbidden, StorageFull, StorageError
            Where the folder is missing, closed or full.
        """
        target = Path(path)
        if target.suffix.lower() != ".svg":
            raise OptionInvalid(
                "A picture is saved as SVG", expected="a name that ends in .svg", got=target.name
            )
        with storage_errors("The picture cannot be written", target):
            target.write_text(self.svg, encoding="utf-8")
        return target

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self.svg

    def _drawn(self, body: str, size: tuple[float, float], **attributes: object) -> str:
        mark = hashlib.sha256((self.title + self.body).encode("utf-8", "replace")).hexdigest()[:8]
        names = element("title", escape(self.title), id=f"t{mark}")
        names += element("desc", escape(self.description), id=f"d{mark}")
        return element(
            "svg",
            names + body,
            xmlns="http://www.w3.org/2000/svg",
            class_="oase",
            viewBox=f"0 0 {size[0]:.1f} {size[1]:.1f}",
            role="img",
            aria_labelledby=f"t{mark} d{mark}",
            font_family=SANS,
            **attributes,
        )


def _dark_rules(markup: str) -> str:
    """Return style rules that turn the light colours used into dark ones on a dark screen."""
    rules = [
        f'.oase [{kind}="{light}"]{{{kind}:{DARK[name]}}}'
        for name, light in LIGHT.items()
        if light in markup
        for kind in ("fill", "stroke")
    ]
    return f"@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}"
