"""One desk in a process of its own that many tests share, and three people who are signed in there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk_process import DeskProcess, Person, free_port, settings

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def nmea_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, nmea_port: int) -> Iterator[DeskProcess]:
    """A desk that is at work in earnest: status actual."""
    folder = tmp_path_factory.mktemp("served")
    with DeskProcess("serve", "--config", settings(folder, nmea_port=nmea_port)) as running:
        yield running


@pytest.fixture(scope="session")
def watch(desk: DeskProcess) -> Person:
    return desk.person(0)


@pytest.fixture(scope="session")
def authority(desk: DeskProcess) -> Person:
    return desk.person(1)


@pytest.fixture(scope="session")
def monitor(desk: DeskProcess) -> Person:
    return desk.person(2)
