"""What every page for people has around it."""

from .html_text import Attribute, Html, block, inline, joined, link
from .type_words import REFERENCE

# The mark of the frontend, as `frontend/public/mark.svg` has it.
_MARK = Html(
    '<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="12" r="8"/>'
    '<path class="spokes" d="M16 4v16M8 12h16M10.3 6.3l11.4 11.4M21.7 6.3 10.3 17.7"/>'
    '<path d="M3 25c4.3 0 4.3 2.5 8.7 2.5S16 25 20.3 25s4.3 2.5 8.7 2.5"/></svg>'
)
_ORIGIN = "<!-- Generated from schemas/ by `just generate`: edit those. -->"
_PLACES = (("/docs", "Operations"), (REFERENCE, "Reference"))


def whole_page(title: str, summary: str, here: str, content: list[Html], *, searches: bool = False) -> str:
    """A page as a file. `here` is the place among the documents that it belongs to."""
    head = block(
        "head",
        inline("meta", charset="utf-8"),
        inline("meta", name="viewport", content="width=device-width, initial-scale=1"),
        inline("meta", name="color-scheme", content="light dark"),
        inline("title", title),
        inline("meta", name="description", content=summary),
        inline("link", rel="icon", href="/mark.svg", type="image/svg+xml"),
        inline("link", rel="stylesheet", href="/docs/style.css"),
        inline("script", src="/docs/search.js", defer=True),
    )
    body = block(
        "body",
        link("#content", "Skip to the page", class_="skip"),
        _header(here),
        block("main", *content, id="content", tabindex="-1", data_search=searches),
    )
    return "\n".join(["<!doctype html>", _ORIGIN, '<html lang="en">', head, body, "</html>"]) + "\n"


def _header(here: str) -> Html:
    places = [link(path, name, aria_current="page" if path == here else None) for path, name in _PLACES]
    search = block(
        "form",
        inline("label", "Find a type, a field or a topic", for_="search", class_="visually-hidden"),
        inline(
            "input",
            id="search",
            name="q",
            type="search",
            placeholder="Find a type, field, topic",
            autocomplete="off",
            spellcheck="false",
            aria_keyshortcuts="/",
        ),
        role="search",
        action=REFERENCE,
    )
    return block(
        "header",
        link("/", _MARK, "Millrace", class_="product"),
        inline("nav", *places, aria_label="Documents"),
        search,
    )


def row(
    aside: str, *content: Html, mark: bool = False, name: str = "div", class_: str = "", **attributes: Attribute
) -> Html:
    """Something beside the channel: on its left in a word what it is, on its right what is said."""
    classes = ("row", "row-mark" if mark else "", class_)
    return block(
        name,
        inline("p", aside, class_="aside") if aside else Html(""),
        block("div", *content),
        class_=" ".join(filter(None, classes)),
        **attributes,
    )


def section(identifier: str, heading: str, *content: Html) -> Html:
    """A part of a page under a heading that can be linked to; left out if there is nothing in it."""
    if not any(content):
        return Html("")
    title = row("", inline("h2", link(f"#{identifier}", heading), id=identifier))
    return block("section", title, *content, aria_labelledby=identifier)


def definitions(pairs: list[tuple[str, Html]], class_: str) -> Html:
    """Words with what they stand for."""
    return block("dl", *(joined(inline("dt", name), inline("dd", text)) for name, text in pairs), class_=class_)
