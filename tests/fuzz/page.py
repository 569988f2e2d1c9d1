"""A run as a page for people: one file that needs nothing else, to be read without a network."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from codegen.html_text import NOTHING, Html, block, breakable, inline, joined
from tests.fuzz.contract import Operation
from tests.fuzz.coverage import Seen, documented, never_seen
from tests.fuzz.every_damage import DAMAGE
from tests.fuzz.lane import Report
from tests.fuzz.run import Finding
from tests.fuzz.show import again, request
from tests.fuzz.summary import side_tables, together
from tests.fuzz.tried_records import ON_KAFKA, RECORDS
from tests.fuzz.tried_sequences import SEQUENCES
from tests.fuzz.vacuity import empty

STYLE = Path(__file__).with_suffix(".css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
CAPTIONS = {
    DAMAGE: "How good requests, handshakes and sockets were damaged, and what came of it.",
    SEQUENCES: "What people did in any order, and what came of it.",
    RECORDS: "Which damaged records were put on which topics of a log in memory, and what came of them.",
    ON_KAFKA: "Which damaged records were put on which topics of Kafka, and what came of them.",
}
Row = tuple[Operation, Seen]


def page(reports: list[Report], folder: Path, lanes: Collection[str] = ()) -> str:
    """All rounds as one page. `folder` is where findings are kept; `lanes` are those that were to be tried."""
    rows = _operations(reports)
    title = "What just fuzz showed"
    head = block(
        "head",
        inline("meta", charset="utf-8"),
        inline("meta", name="viewport", content="width=device-width, initial-scale=1"),
        inline("meta", name="color-scheme", content="light dark"),
        inline("meta", http_equiv="Content-Security-Policy", content=POLICY),
        inline("title", title),
        Html(f"<style>\n{STYLE.read_text()}</style>"),
    )
    main = block(
        "main",
        inline("h1", title),
        _verdict(reports, lanes),
        _facts(reports),
        *_findings([finding for report in reports for finding in report.findings], folder),
        *_summary(rows),
        *_contract(rows),
        *_sides(reports),
    )
    text = "\n".join(["<!doctype html>", '<html lang="en">', head, block("body", main), "</html>"]) + "\n"
    # Half a surrogate pair has no form in a file.
    return text.encode(errors="replace").decode()


def _operations(reports: list[Report]) -> list[Row]:
    """What was seen of each operation in all rounds."""
    labels, coverage = together(reports)
    return [(coverage.operations[label], coverage.of[label]) for label in labels]


def _verdict(reports: list[Report], lanes: Collection[str]) -> Html:
    count = sum(len(report.findings) for report in reports)
    if count:
        return inline("p", _many(count, "finding"), class_="verdict bad")
    lacks = empty(reports, lanes)
    if not lacks:
        return inline("p", "Nothing is wrong", class_="verdict")
    said = inline("p", "The run has shown too little", class_="verdict empty")
    return joined(said, "\n", block("ul", *(inline("li", line) for line in lacks), class_="reasons"))


def _facts(reports: list[Report]) -> Html:
    seeds = [str(report.plan.seed) for report in reports]
    facts = {
        "Seed" if len(seeds) == 1 else "Seeds": seeds[0] if len(seeds) == 1 else f"{seeds[0]} to {seeds[-1]}",
        "Rounds": str(len(reports)),
        "Requests": f"{sum(report.sent for report in reports):,}",
        "Seconds": f"{sum(report.took_s for report in reports):,.0f}",
    }
    return block("dl", *(block("div", inline("dt", k), inline("dd", v)) for k, v in facts.items()), class_="facts")


def _findings(findings: list[Finding], folder: Path) -> list[Html]:
    return [] if not findings else [inline("h2", "Findings"), *(_finding(one, folder) for one in findings)]


def _finding(finding: Finding, folder: Path) -> Html:
    said = [inline("h3", f"{finding.operation} ({finding.check})"), inline("pre", finding.message)]
    if finding.saved is not None:
        said += [inline("p", "The request", class_="label"), inline("pre", request(finding.saved))]
        said += [inline("p", "To see it again", class_="label"), inline("pre", again(finding.saved, folder))]
    return block("article", *said, class_="finding")


def _summary(rows: list[Row]) -> list[Html]:
    heads = ("Valid, accepted", "Valid, refused", "Invalid, refused")
    head = block(
        "tr",
        _head("Operation"),
        *(_head(text, class_="number") for text in heads),
        *(_head(text) for text in ("Outcomes seen", "Refusals seen", "Never seen")),
    )
    body = [
        block(
            "tr",
            _name(operation),
            *(_number(count) for count in (seen.valid_accepted, seen.valid_refused, seen.invalid_refused)),
            block("td", _counts(seen.outcomes)) or inline("td"),
            block("td", _counts(seen.problems)) or inline("td"),
            _never(never_seen(operation, seen)),
        )
        for operation, seen in rows
    ]
    caption = "What was sent to each operation, and what came of it."
    return [inline("h2", "Operations"), _table(caption, head, body)]


def _contract(rows: list[Row]) -> list[Html]:
    """How much of what the document promises of answers was produced."""
    head = block(
        "tr",
        _head("Operation"),
        *(_head(text, class_="number") for text in ("Statuses", "Headers", "Media types")),
        _head("Never produced"),
    )
    body = []
    for operation, seen in rows:
        statuses, headers, media_types = documented(operation)
        never = [one for one in statuses if one not in seen.statuses]
        missing = [
            *never,
            *(f"{status} {name}" for status, name in headers if (status, name) not in seen.headers),
            *(f"{status} {one}" for status, one in media_types if (status, one) not in seen.media_types),
        ]
        body.append(
            block(
                "tr",
                _name(operation),
                _share(statuses, seen.statuses),
                _share(headers, seen.headers),
                _share(media_types, seen.media_types),
                _never(missing),
            )
        )
    caption = "Of the statuses, headers and media types that the OpenAPI document promises, those that came."
    return [inline("h2", "Coverage of the contract"), _table(caption, head, body)]


def _sides(reports: list[Report]) -> Iterator[Html]:
    """What was tried beside the endpoints."""
    for name, (heads, rows) in side_tables(reports).items():
        named = zip(heads, rows[0], strict=True)
        head = block("tr", *(_head(text.capitalize(), **_class(cell)) for text, cell in named))
        body = [block("tr", inline("th", first, scope="row"), *map(_cell, rest)) for first, *rest in rows]
        yield inline("h2", name[:1].upper() + name[1:])
        yield _table(CAPTIONS[name], head, body)


def _cell(cell: str | int) -> Html:
    return _number(cell) if isinstance(cell, int) else inline("td", cell)


def _class(cell: str | int) -> dict[str, str]:
    return {"class_": "number"} if isinstance(cell, int) else {}


def _table(caption: str, head: Html, body: list[Html]) -> Html:
    table = block("table", inline("caption", caption), block("thead", head), block("tbody", *body))
    return block("div", table, class_="scroll", role="region", aria_label=caption, tabindex="0")


def _head(text: str, **attributes: str) -> Html:
    return inline("th", text, scope="col", **attributes)


def _name(operation: Operation) -> Html:
    return inline("th", breakable(operation.label, "(?<=/)(?=.)"), scope="row")


def _number(count: int) -> Html:
    return inline("td", f"{count:,}", class_="number")


def _share(promised: list[str] | list[tuple[str, str]], seen: Iterable[object]) -> Html:
    known = set(seen)
    return inline("td", f"{sum(one in known for one in promised)} of {len(promised)}", class_="number")


def _counts(counter: Counter[str]) -> Html:
    items = [inline("li", name, " ", inline("b", f"{count:,}")) for name, count in sorted(counter.items())]
    return block("ul", *items) if items else NOTHING


def _never(missing: list[str]) -> Html:
    return block("td", block("ul", *(inline("li", one) for one in missing)), class_="never") or inline("td")


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
