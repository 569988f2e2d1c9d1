"""A page of HTML as a test looks at it: its elements, its links, its words. What is not sound HTML is refused."""

from html.parser import HTMLParser

INLINE = {"a", "code", "span", "strong", "wbr"}
VOID = {"br", "col", "input", "link", "meta", "wbr"}


class Page(HTMLParser):
    """Every element with its attributes, and the text; raises `AssertionError` for tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        assert text.startswith("<!doctype html>\n")
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.elements.append((tag, dict(attrs)))
        self.text += "" if tag in INLINE else " "
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        self.text += "" if tag in INLINE else " "

    def handle_data(self, data):
        self.text += data

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    @property
    def ids(self) -> list[str]:
        return [found["id"] for _, found in self.elements if "id" in found]

    @property
    def links(self) -> list[str]:
        return [found["href"] for tag, found in self.elements if tag == "a"]

    @property
    def words(self) -> str:
        """The text with its white space made even."""
        return " ".join(self.text.split())
