"""Settings are read strictly: what is wrong is named by its key, with what to do, and nothing is begun."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from standoff.cli.main import app
from standoff.model.channel import Channel, ChannelKind
from standoff.model.errors import UnusableInputError
from standoff.model.principal import Principal, Role
from standoff.model.report_line import Status
from standoff.server.running import bound
from standoff.server.settings import DEFAULT_PORT, FeedSettings, ServeSettings, read_settings

if TYPE_CHECKING:
    from typer.testing import Result

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"
FIRST = Path(str(resources.files("standoff.incidents"))) / "ladders" / "first.toml"
FILE = 'zones = "zones.geojson"\nfolder = "desk"\n'
PEOPLE = """
[[people]]
id = "watch-1"
name = "Watch One"
roles = ["watch"]

[[people]]
id = "authority-1"
name = "Authority One"
roles = ["authority"]

[[people]]
id = "liaison-1"
name = "Liaison One"
roles = ["liaison"]
"""
ZONES = """{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "bay",
"properties": {"name": "Bay", "kind": "deconfliction", "radius_m": 20000},
"geometry": {"type": "Point", "coordinates": [-122.5, 37.8]}}]}"""
TOKEN = "a-token-that-two-have"  # noqa: S105 - a made-up one
HIDDEN = "a-name-of-theirs"
KEY = "whsec_" + "QUJD" * 11


def feed(name: str = "radar", kind: str = "http", more: str = "") -> str:
    return f'\n[[feeds]]\nname = "{name}"\nkind = "{kind}"\n{more}\n'


def read(folder: Path, text: str) -> ServeSettings:
    path = folder / "standoff.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def channel(name: str = "hook", kind: str = "webhook", **more: object) -> str:
    known = {"url": f"https://{HIDDEN}.example.org/", "secret": KEY, "to": "guarantor", "messages": True}
    lines = [f"{key} = {json.dumps(value)}" for key, value in {**known, **more}.items() if value is not None]
    return f'\n[[channels]]\nname = "{name}"\nkind = "{kind}"\n' + "\n".join(lines) + "\n"


def mail(**more: object) -> str:
    return channel("mail", "apprise", **{"url": f"mailto://{HIDDEN}@example.org", "secret": None, **more})


WRONG: dict[str, tuple[str, str, str]] = {
    "nothing": ("", "`zones`", "settings.md"),
    "no TOML": ("zones = = 1", "line 1", ""),
    "no zones": ('folder = "desk"\n' + PEOPLE, "`zones`", "settings.md"),
    "no folder": ('zones = "z"\n' + PEOPLE, "`folder`", "settings.md"),
    "zones is a number": ('zones = 1\nfolder = "desk"\n' + PEOPLE, "$.zones", "settings.md"),
    "unknown key": ("prot = 1\n" + FILE + PEOPLE, "`prot`", "settings.md"),
    "another host": ('host = "192.0.2.1"\n' + FILE + PEOPLE, "`host`", "settings.md"),
    "port of another host": ('port = "192.0.2.1:8460"\n' + FILE + PEOPLE, "$.port", "settings.md"),
    "port too large": ("port = 65536\n" + FILE + PEOPLE, "$.port", "65535"),
    "port below": ("port = -1\n" + FILE + PEOPLE, "$.port", ">= 0"),
    "port is true": ("port = true\n" + FILE + PEOPLE, "$.port", "`int`"),
    "status unknown": ('status = "war"\n' + FILE + PEOPLE, "$.status", "Choose from actual, exercise, test"),
    "no people": (FILE, "`people`", "settings.md"),
    "people empty": ("people = []\n" + FILE, "$.people", ">= 1"),
    "unknown key of a person": (FILE + PEOPLE + 'rank = "Lt"\n', "`rank` - at `$.people[2]`", "settings.md"),
    "person without roles": (FILE + '[[people]]\nid = "a"\nname = "A"\n', "`roles` - at `$.people[0]`", "settings.md"),
    "person without one role": (FILE + PEOPLE.replace('["watch"]', "[]"), "$.people[0].roles", ">= 1"),
    "role unknown": (FILE + PEOPLE.replace('"watch"', '"pilot"'), "$.people[0].roles[0]", "Choose from watch, liaison"),
    "role of the system": (FILE + PEOPLE.replace('"watch"', '"system"'), "$.people[0].roles[0]", "Choose from watch"),
    "a feed as a person": (FILE + PEOPLE.replace('"watch"]', '"watch", "feed"]'), "roles[1]", "Choose from watch"),
    "nobody watches": (FILE + PEOPLE.replace('["watch"]', '["monitor"]'), "the role watch", "Somebody has to"),
    "nobody decides": (FILE + PEOPLE.replace('["authority"]', '["watch"]'), "the role authority", "Somebody has to"),
    "two of one id": (FILE + PEOPLE.replace("authority-1", "watch-1"), "people.id: 'watch-1'", "Give each its own"),
    "the id of the system": (FILE + PEOPLE.replace("watch-1", "standoff"), "people.id: nobody is 'standoff'", "Give"),
    "an empty id": (FILE + PEOPLE.replace("watch-1", ""), "$.people[0].id", "matching"),
    "an empty name": (FILE + PEOPLE.replace("Watch One", ""), "$.people[0].name", ">= 1"),
    "feed kind unknown": (FILE + PEOPLE + feed(kind="udp"), "$.feeds[0].kind", "Choose from http, nmea-tcp"),
    "two feeds of one name": (FILE + PEOPLE + feed() + feed(), "feeds.name: 'radar'", "Give each its own"),
    "two feeds of one token": (
        FILE + PEOPLE + feed("a", more=f'token = "{TOKEN}"') + feed("b", more=f'token = "{TOKEN}"'),
        "feeds.token: a and b",
        "Give each its own",
    ),
    "feed token short": (FILE + PEOPLE + feed(more='token = "short"'), "$.feeds[0].token", "matching"),
    "feed name with a blank": (FILE + PEOPLE + feed("a b"), "$.feeds[0].name", "matching"),
    "feed name empty": (FILE + PEOPLE + feed(""), "$.feeds[0].name", "matching"),
    "feed port too large": (FILE + PEOPLE + feed(more="port = 65536"), "$.feeds[0].port", "65535"),
    "feed on another host": (FILE + PEOPLE + feed(more='host = "192.0.2.1"'), "`host` - at `$.feeds[0]`", "settings"),
    "channel kind unknown": (FILE + PEOPLE + channel(kind="pigeon"), "$.channels[0].kind", "Choose from webhook"),
    "channel that carries nothing": (FILE + PEOPLE + channel(messages=False), "carries nothing", "Set messages"),
    "channel alarms nobody": (FILE + PEOPLE + channel(alarms=["feed"]), "$.channels[0].alarms[0]", "Choose from watch"),
    "channel to nobody": (FILE + PEOPLE + channel(to=None), "`to` - at `$.channels[0]`", "settings.md"),
    "channel name with a full stop": (FILE + PEOPLE + channel("a.b"), "$.channels[0].name", "matching"),
    "two channels of one name": (FILE + PEOPLE + channel() + channel(), "channels.name: 'hook'", "Give each its own"),
    "two channels of one secret": (FILE + PEOPLE + channel("a") + channel("b"), "secret: a and b", "Give each"),
    "channel without a secret": (FILE + PEOPLE + channel(secret=None), "channels.secret: that of hook", "openssl rand"),
    "channel with a short secret": (FILE + PEOPLE + channel(secret=f"whsec_{TOKEN}"), "that of hook", "Make one"),
    "channel in the clear": (FILE + PEOPLE + channel(url=f"http://{HIDDEN}.org"), "channels.url: that of hook", "Give"),
    "channel to no address": (FILE + PEOPLE + channel(url=f"https://[{HIDDEN}"), "channels.url: that of hook", "Give"),
    "mail with a secret": (FILE + PEOPLE + mail(secret=KEY), "signs nothing", "Leave it out"),
    "mail that Apprise does not speak": (FILE + PEOPLE + mail(url=f"{HIDDEN}://a"), "that of mail is none", "mailto://"),
    "channel given up at once": (FILE + PEOPLE + channel(give_up_s=0), "$.channels[0].give_up_s", ">= 1"),
    "unknown key of a channel": (FILE + PEOPLE + channel(port=1), "`port` - at `$.channels[0]`", "settings"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names", "remedy"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_what_to_do(tmp_path: Path, text: str, names: str, remedy: str) -> None:
    with pytest.raises(UnusableInputError) as error:
        read(tmp_path, text)
    says = str(error.value)
    assert says.startswith(str(tmp_path / "standoff.toml"))
    assert names in says
    assert remedy in says
    for kept in (TOKEN, HIDDEN, KEY):
        assert kept not in says, "what is printed may be read by others"


@pytest.mark.parametrize("kind", ["missing", "folder", "bytes"])
def test_a_file_that_is_none_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "standoff.toml"
    if kind == "folder":
        path.mkdir()
    elif kind == "bytes":
        path.write_bytes(b"\xff\xfe")
    with pytest.raises(UnusableInputError, match=r"standoff\.toml: (cannot be read: .* with --config|not TOML)"):
        read_settings(path)


def test_the_example_of_the_reference_is_read_as_it_stands(tmp_path: Path) -> None:
    (example,) = re.findall(r"```\{code-block\} toml\n:caption: standoff.toml\n\n(.*?)```", PAGE.read_text(), re.DOTALL)
    found = read(tmp_path, example)
    assert (found.zones, found.folder, found.ladder) == ("zones.geojson", "desk", "")
    assert (found.port, found.status) == (DEFAULT_PORT, Status.ACTUAL)
    assert found.roster == (
        Principal(id="watch-1", name="A. Ruiz", roles=(Role.WATCH, Role.LIAISON)),
        Principal(id="authority-1", name="C. Hale", roles=(Role.AUTHORITY,)),
    )
    assert found.feeds == (
        FeedSettings(name="harbour-ais", kind="nmea-tcp", port=10110),
        FeedSettings(name="radar", kind="http"),
    )
    assert tomllib.loads(example)["feeds"][1] == {"name": "radar", "kind": "http"}


def test_feeds_without_a_token_of_their_own_are_no_two_of_one(tmp_path: Path) -> None:
    found = read(tmp_path, FILE + PEOPLE + feed("a") + feed("b"))
    assert [one.token for one in found.feeds] == ["", ""]


def served(*args: Any) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.mark.parametrize(("file", "key"), [("zones.geojson", ""), ("ladder.toml", 'ladder = "ladder.toml"\n')])
def test_serve_names_a_file_that_is_missing_and_begins_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, key: str
) -> None:
    def serve_desk(*_: Any, **__: Any) -> None:
        pytest.fail("it serves all the same")

    monkeypatch.setattr("standoff.cli.serving.serve_desk", serve_desk)
    if key:
        (tmp_path / "zones.geojson").write_text(ZONES)
    (tmp_path / "standoff.toml").write_text(key + FILE + PEOPLE)
    result = served("serve", "--config", tmp_path / "standoff.toml", "--port", 0)
    assert isinstance(result.exception, UnusableInputError)
    assert str(tmp_path / file) in str(result.exception)
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize(("args", "port"), [((), 8123), (("--port", 0), 0), (("--port", 9000), 9000)])
def test_serve_serves_what_the_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[object, ...], port: int
) -> None:
    own = FIRST.read_text("utf-8").replace('name = "first"', 'name = "own"')
    (tmp_path / "ladder.toml").write_text(own, encoding="utf-8")
    (tmp_path / "zones.geojson").write_text(ZONES)
    head = 'port = 8123\nstatus = "test"\nladder = "ladder.toml"\n'
    (tmp_path / "standoff.toml").write_text(head + FILE + PEOPLE + feed())
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def serve_desk(*given: Any, **more: Any) -> None:
        calls.append((given, more))

    monkeypatch.setattr("standoff.cli.serving.serve_desk", serve_desk)
    result = served("serve", "--config", tmp_path / "standoff.toml", *args)
    assert result.exit_code == 0, result.output
    (((folder, settings, at), more),) = calls
    assert (folder, at, [one.name for one in more["feeds"]]) == (tmp_path / "desk", port, ["radar"])
    assert (settings.ladder.name, settings.status, [zone.id for zone in settings.zones]) == ("own", "test", ["bay"])
    assert settings.roster == (
        Principal(id="watch-1", name="Watch One", roles=(Role.WATCH,)),
        Principal(id="authority-1", name="Authority One", roles=(Role.AUTHORITY,)),
        Principal(id="liaison-1", name="Liaison One", roles=(Role.LIAISON,)),
    )


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_a_port_that_is_none_is_named(command: str, port: str) -> None:
    result = served(command, "--port", port)
    assert result.exit_code == 2
    assert "--port" in result.output


def test_it_listens_on_the_loopback_and_a_port_that_is_taken_is_named() -> None:
    with bound(0) as listening:
        host, port = listening.getsockname()
        assert host == "127.0.0.1"
        with pytest.raises(UnusableInputError, match=f"--port {port}.*or name another with --port"):
            bound(port)


def test_a_channel_keeps_its_address_and_its_secret(tmp_path: Path) -> None:
    found = read(tmp_path, FILE + PEOPLE + channel(alarms=["watch"]) + mail())
    assert found.known_channels == (
        Channel(name="hook", kind=ChannelKind.WEBHOOK, to="guarantor", messages=True, alarms=(Role.WATCH,)),
        Channel(name="mail", kind=ChannelKind.APPRISE, to="guarantor", messages=True),
    )
    for shown in (repr(found), str(found.channels), repr(found.known_channels)):
        assert HIDDEN not in shown
        assert KEY not in shown


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://localhost/x", "http://[::1]:9/", "https://a.example"])
def test_a_webhook_goes_out_enciphered_or_not_off_this_machine(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, FILE + PEOPLE + channel(url=url)).channels[0].url == url
