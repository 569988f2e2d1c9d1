"""HTML as text. What is not markup already is escaped, so that no word of a schema can become any."""

import re
from html import escape
from typing import Final

Attribute = str | int | bool | None
_CODE = re.compile(r"`([^`\n]+)`")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_VOID: Final = frozenset({"br", "col", "input", "link", "meta"})


class Html(str):
    """Markup. A plain string beside it is escaped where the two meet."""

    __slots__ = ()


NOTHING = Html("")


def inline(name: str, /, *content: str, **attributes: Attribute) -> Html:
    """An element on one line. `class_` is written `class`, and `data_words` `data-words`; True is a bare name."""
    opening = f"<{name}{_attributes(attributes)}>"
    return Html(opening if name in _VOID else f"{opening}{joined(*content)}</{name}>")


def block(name: str, /, *content: str, **attributes: Attribute) -> Html:
    """An element whose children stand on lines of their own; one without children is left out."""
    children = [joined(child) for child in content if child]
    if not children:
        return NOTHING
    return Html("\n".join([f"<{name}{_attributes(attributes)}>", *children, f"</{name}>"]))


def joined(*content: str) -> Html:
    """Markup and words, one after the other."""
    return Html("".join(part if isinstance(part, Html) else _escaped(part) for part in content))


def _escaped(text: str) -> str:
    """Text as HTML can hold it: it has no way to write most control characters."""
    return escape(_printable(text), quote=False)


def _printable(text: str) -> str:
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def separated(parts: list[Html], between: str = ", ") -> Html:
    """Parts with words between them."""
    return Html(joined(between).join(parts))


def link(target: str, *content: str, **attributes: Attribute) -> Html:
    return inline("a", *content, href=target, **attributes)


def code(text: str) -> Html:
    return inline("code", text)


def breakable(text: str, where: str) -> Html:
    """A long name that may be broken at the places that a pattern without width finds."""
    return Html("<wbr>".join(joined(part) for part in re.split(where, text)))


def written_route(method: str, path: str) -> Html:
    """A method and a path, which may be broken behind its slashes."""
    return inline("code", f"{method} ", breakable(path, "(?<=/)(?=.)"))


def preformatted(text: str, label: str) -> Html:
    """A block of code that can be scrolled by keyboard where it is too wide."""
    return inline("pre", inline("code", text), tabindex=0, role="group", aria_label=label)


def words(text: str) -> Html:
    """One paragraph's text; what stands in backticks is code."""
    parts = _CODE.split(text)
    return joined(*(code(part) if number % 2 else part for number, part in enumerate(parts)))


def paragraphs(doc: str, **attributes: Attribute) -> list[Html]:
    """A doc as paragraphs, which empty lines part."""
    parts = [" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", doc)]
    return [inline("p", words(part), **attributes) for part in parts if part]


def _attributes(attributes: dict[str, Attribute]) -> str:
    return "".join(_attribute(name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())


def _attribute(name: str, value: Attribute) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return f" {name}"
        case _:
            return f' {name}="{escape(_printable(str(value)))}"'
