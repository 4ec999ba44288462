"""`standoff incident` against a desk in a process of its own: every act, every refusal, and no desk at all."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest
from typer.testing import CliRunner

from standoff.cli.acting import COMMANDS, EXPLAINED
from standoff.cli.main import app
from standoff.model.acts import What
from standoff.model.errors import StandoffError, UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDOFF: Final = Path(sys.executable).with_name("standoff")
PATIENCE_S: Final = 60


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an exercise whose clock stands."""
    folder = tmp_path_factory.mktemp("desk")
    process = subprocess.Popen(
        [STANDOFF, "demo", "--speed", "0", "--port", "0", "--dir", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watchdog = threading.Timer(PATIENCE_S, process.kill)
    watchdog.start()
    assert process.stdout is not None
    said = ""
    while "Stop with" not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    watchdog.cancel()
    yield folder
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE_S)


class Answer:
    """What a call of the command line came to, as `main` would end it."""

    def __init__(self, folder: Path, *args: str) -> None:
        result = CliRunner().invoke(app, ["incident", *args, "--dir", str(folder)])
        self.status, self.says = result.exit_code, result.output
        if isinstance(result.exception, StandoffError):
            self.status = 2 if isinstance(result.exception, UnusableInputError) else 1
            self.says = str(result.exception)

    def json(self) -> Any:
        assert self.status == 0, self.says
        return json.loads(self.says)


def opened(desk: Path) -> str:
    return Answer(desk, "open", "--why", "for this test", "--json").json()["incident"]


HOLD: Final = ("decide", "I", "--kind", "hold", "--decided-by", "authority-1", "--reason", "so")
UNTIL: Final = ("--until", "2017-05-18T06:30:00Z")
ACTS: Final[list[tuple[str, ...]]] = [
    ("acknowledge", "I"),
    ("sighting", "--observer", "a post", "--words", "dust", "--bearing-deg", "310", "--range-m", "50000"),
    ("call", "--caller", "their line", "--channel", "line 1", "--words", "we pass"),
    ("attempt", "I", "--kind", "inform", "--channel", "line 1", "--to", "the line", "--words", "leave"),
    ("answer", "I", "--kind", "asks_time", "--from-whom", "the line"),
    ("receipt", "I", "--attempt", "ATTEMPT", "--receipt", "read_back", "--said-by", "the line"),
    ("line", "--channel", "line 1", "--state", "suspended", "--claimed-by", "a notice", "--incident", "I"),
    ("excuse", "--track", "uav|sim:1", "--ground", "a works vessel", *UNTIL, "--incident", "I"),
    ("link", "I", "--to", "OTHER", "--words", "the same road"),
    ("exhibit", "I", "--words", "pictures", "--source", "a post"),
    ("hand-over", "--role", "watch", "--to", "watch-1"),
    ("take-over", "--role", "watch", "--words", "I have it"),
    ("delegate", "--to", "liaison-1", "--roles", "watch", *UNTIL, "--reason", "a meal"),
    ("revoke", "--delegation", "DELEGATION", "--reason", "back"),
    ("doubt", "I", "--words", "may be a road crew"),
    ("ask", "I", "--question", "hold, or ask again"),
    (*HOLD, *UNTIL),
    ("report-action", "I", "--reported-by", "a post", "--words", "flares were fired"),
    ("presence", "--whom", "zone", "--category", "shepherds", "--source", "a post", "--incident", "I"),
    ("claim", "--about", "purpose", "--claimed-by", "a speaker", "--words", "defensive", "--anonymous"),
    ("encounter", "--words", "once before", "--when", "in May", "--where", "there"),
    ("notice", "--to", "their line", "--channel", "letter", "--words", "the line is here"),
    ("correct", "I", "--corrects", "1", "--words", "it was another"),
    ("close", "I", "--disposition", "mistaken", "--words", "nobody there"),
    ("aftermath", "I", "--reported-by", "a clinic", "--words", "nobody hurt"),
    ("reopen", "I", "--why", "somebody is there after all"),
]


def test_without_a_desk_it_says_so_and_ends_with_2(tmp_path: Path) -> None:
    answer = Answer(tmp_path, "list")
    assert answer.status == 2
    assert "no desk runs there" in answer.says


def test_a_desk_that_is_gone_is_no_desk(tmp_path: Path) -> None:
    (tmp_path / "access").mkdir()
    (tmp_path / "access" / "running.json").write_text('{"url": "http://127.0.0.1:1", "token": "x"}')
    answer = Answer(tmp_path, "list")
    assert (answer.status, "no desk runs there" in answer.says) == (2, True)


def test_the_token_goes_to_no_other_machine(tmp_path: Path) -> None:
    (tmp_path / "access").mkdir()
    (tmp_path / "access" / "running.json").write_text('{"url": "http://192.0.2.1:80", "token": "x"}')
    answer = Answer(tmp_path, "list")
    assert (answer.status, "not on this machine" in answer.says) == (2, True)


def test_the_token_of_another_desk_opens_nothing(desk: Path, tmp_path: Path) -> None:
    running = json.loads((desk / "access" / "running.json").read_text())
    (tmp_path / "access").mkdir()
    (tmp_path / "access" / "running.json").write_text(json.dumps({**running, "token": "x" * 32}))
    answer = Answer(tmp_path, "list")
    assert (answer.status, "another desk" in answer.says) == (2, True)


REFUSALS: Final = [
    (("doubt", "26-999", "--words", "x"), "no incident"),
    (("doubt", "I", "--words", "x", "--as", "nobody"), "nobody"),
    (("attempt", "I", "--kind", "inform", "--channel", "x", "--to", "y", "--words", "z", "--as", "analyst-1"), "takes"),
    (HOLD, "Say until when"),
    (("resume", "I", "--reason", "x"), "Look again"),
    (("doubt", "I", "--words", "x", "--happened-at", "2017-05-18T05:00:00Z"), "--late-because"),
    (("sighting", "--observer", "a", "--words", "b", "--grade", "Z9"), "--grade"),
    (("ask", "I", "--question", "x", "--seen-revision", "7"), "moved"),
]


@pytest.mark.parametrize(("args", "says"), REFUSALS, ids=lambda value: value if isinstance(value, str) else value[0])
def test_a_refusal_ends_with_1_and_says_what_to_do(desk: Path, args: tuple[str, ...], says: str) -> None:
    name = opened(desk)
    answer = Answer(desk, *(name if arg == "I" else arg for arg in args))
    assert answer.status == 1, answer.says
    assert says in answer.says


def test_a_program_that_calls_it_is_told_by_the_exit_status(desk: Path, tmp_path: Path) -> None:
    def call(*args: str | Path) -> tuple[int, str, str]:
        ended = subprocess.run([STANDOFF, "incident", *args], capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout, ended.stderr

    refused, nobody = call("doubt", "26-999", "--words", "x", "--dir", desk), call("list", "--dir", tmp_path)
    assert refused == (1, "", "standoff: --incident: There is no incident '26-999'. Take one from the list\n")
    assert nobody[:2] == (2, "")
    assert nobody[2].startswith(f"standoff: {tmp_path}: no desk runs there")
    assert call("list", "--dir", desk)[0] == 0


def test_every_act_is_entered_and_stands_in_the_log(desk: Path) -> None:
    assert {"open", "confirm", "resume", "split", *(args[0] for args in ACTS)} == set(COMMANDS)
    named = {"OTHER": opened(desk), "I": opened(desk)}
    name = named["I"]
    for args in ACTS:
        answer = Answer(desk, *(named.get(arg, arg) for arg in args))
        named[args[0].upper().replace("DELEGATE", "DELEGATION")] = answer.says.partition("entry ")[2].partition(",")[0]
        assert answer.status == 0, (args, answer.says)
        assert "Entered" in answer.says
        if args[0] == "decide":
            decision = answer.says.split("entry ")[1].split(",")[0]
            confirmed = Answer(desk, "confirm", name, "--decision", decision, "--as", "authority-1")
            assert confirmed.status == 0, confirmed.says
    log = Answer(desk, "log", name, "--json").json()
    own: set[str] = {str(COMMANDS[args[0]].__struct_config__.tag) for args in ACTS if "I" in args}
    assert own | {"open", "confirm"} <= {line["type"] for line in log}
    told = Answer(desk, "log", name)
    assert "Lt A. Ruiz (fictional): Doubt: may be a road crew" in told.says
    assert max(map(len, told.says.splitlines())) <= 100


def test_the_same_key_is_one_act(desk: Path) -> None:
    name = opened(desk)
    args = ("doubt", name, "--words", "twice", "--key", f"once-{name}", "--json")
    assert Answer(desk, *args).json() == Answer(desk, *args).json()
    other = Answer(desk, "doubt", name, "--words", "another", "--key", f"once-{name}")
    assert other.status == 1


def test_the_panel_is_shown_as_text(desk: Path) -> None:
    name = opened(desk)
    Answer(
        desk,
        "attempt",
        name,
        *["--kind", "contact", "--channel", "loudhailer", "--to", "them", "--could-be-heard", "no"],
        "--words",
        "halt",
    )
    Answer(desk, "doubt", name, "--words", "may be a road crew")
    shown = Answer(desk, "show", name)
    lines = shown.says.splitlines()
    assert lines[0].startswith(f"{name} ")
    assert "EXERCISE" in lines[0]
    assert max(map(len, lines)) <= 100
    for label in ("NOT KNOWN", "TRIED", "NOT TRIED", "DOUBT", "WAITS"):
        assert any(line.startswith(label) for line in lines), label
    assert "could not be heard" in shown.says
    assert "[Hold until] [Ask again] [Other channel] [Offer] [Step down] [Put to authority]" in shown.says
    assert Answer(desk, "show", name, "--json").json()["id"] == name
    assert name in Answer(desk, "list").says
    assert name in {line["id"] for line in Answer(desk, "list", "--json").json()}


def test_the_hand_over_sheet_is_one_page_that_says_who_waits_for_whom(desk: Path) -> None:
    name = opened(desk)
    shown = Answer(desk, "sheet").says
    assert f"{name} " in shown
    for label in (
        "HAND-OVER",
        "WATCH",
        "WAITS",
        "BLIND",
        "LINES",
        "EXPECTED",
        "UNFINISHED",
        "DOUBT",
        "RECORD",
        "takes: ",
    ):
        assert label in shown, label
    assert name in {wait["incident"] for wait in Answer(desk, "sheet", "--json").json()["waits"]}


def test_every_act_has_a_command_and_every_field_an_explanation() -> None:
    assert set(COMMANDS.values()) == set(What.__args__)
    fields = {field.name for act in COMMANDS.values() for field in msgspec.structs.fields(act)}
    assert fields == set(EXPLAINED)
