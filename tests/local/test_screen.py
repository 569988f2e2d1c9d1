import io

from services.local import screen
from services.local.rows import Row, State

KAFKA = Row(name="kafka", role="kafka", state=State.READY, since_s=10, took_s=2.14, address="127.0.0.1:19092")
SCHEMAS = Row(name="schemas", role="schemas", state=State.STARTING, since_s=12)
STOCK = Row(name="stock", role="stock", state=State.WAITING, since_s=9, waits_for=("schemas", "valkey"))
FAILED = Row(name="stock", role="stock", state=State.FAILED, since_s=9, why="ended with status 1\nno such topic")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_each_row_says_its_state_its_time_and_what_it_waits_for():
    assert screen.lines([KAFKA, SCHEMAS, STOCK], 13.5, 80, is_coloured=False) == [
        "  kafka    ready          2.1 s  127.0.0.1:19092",
        "  schemas  starting       1.5 s",
        "  stock    waiting               for schemas, valkey",
    ]


def test_the_cause_of_a_failure_stands_below_it():
    assert screen.lines([FAILED], 13, 80, is_coloured=False) == [
        "  stock  failed",
        "      ended with status 1",
        "      no such topic",
    ]


def test_no_line_is_wider_than_the_terminal_and_no_cause_is_cut():
    drawn = screen.lines([KAFKA, FAILED], 13, 30, is_coloured=False)

    assert max(map(len, drawn)) == 30
    assert "no such topic" in drawn[-1]


def test_a_restarting_process_says_how_it_ended():
    row = Row(name="stock", role="stock", state=State.RESTARTING, since_s=12, why="was ended by SIGKILL\nlog")

    assert screen.lines([row], 12.3, 80, is_coloured=False) == ["  stock  restarting     0.3 s  was ended by SIGKILL"]


def test_a_pipe_gets_one_line_for_each_change():
    output = io.StringIO()
    view = screen.screen_for(output, {"TERM": "xterm"})

    view.show([KAFKA, STOCK], 10)
    view.show([KAFKA, STOCK], 11)
    view.show([KAFKA, FAILED], 12)

    assert output.getvalue() == (
        "kafka: ready after 2.1 s (127.0.0.1:19092)\nstock: failed\n    ended with status 1\n    no such topic\n"
    )


def test_a_terminal_is_drawn_in_place():
    output = Terminal()
    view = screen.screen_for(output, {"TERM": "xterm"})

    view.show([KAFKA, STOCK], 10)
    view.show([KAFKA, STOCK], 11)

    assert output.getvalue().count("\x1b[2A") == 1


def test_no_color_is_respected():
    output = Terminal()

    screen.screen_for(output, {"TERM": "xterm", "NO_COLOR": "1"}).show([KAFKA], 10)

    assert screen.ACCENT not in output.getvalue()


def test_status_shows_age_and_process_number():
    row = Row(name="stock", role="stock", state=State.READY, since_s=0, pid=77, restarts=2)

    assert screen.status_lines([row], 300) == ["  stock  ready          5 min  pid 77      restarted 2 x"]
