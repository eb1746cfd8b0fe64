"""A local server for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notifications.channels.servers import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found
