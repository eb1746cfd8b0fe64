"""A fast network over HTTP, the official client pointed at it, and a service to call back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from notifications.simulator.network import Network
from notifications.simulator.pace import ScaledClock
from notifications.simulator.population import Directory, Population
from notifications.simulator.server import PhoneServer
from tests.notifications.simulator.application import Application
from tests.notifications.simulator.voice import NINE

SPEED = 100
"""Simulated seconds to a second of the test."""


def serve(speed: float = SPEED, seed: int = 7, **options: Any) -> PhoneServer:
    clock = ScaledClock(NINE, speed)
    directory = options.pop("directory", Directory(Population(seed)))
    network = Network(NINE, seed, directory=directory, clock=clock, cps=1000.0)
    return PhoneServer(network, clock, retry_pause=0.01, **options)


@pytest.fixture
def phones() -> Iterator[PhoneServer]:
    with serve() as server:
        yield server


@pytest.fixture
def slow() -> Iterator[PhoneServer]:
    """A network that takes its time: what is queued or rings still does when the test looks."""
    with serve(speed=1) as server:
        yield server


@pytest.fixture
def service() -> Iterator[Application]:
    with Application() as application:
        yield application


class Clients:
    """Official clients, closed at the end of the test."""

    def __init__(self) -> None:
        self._made: list[TwilioHttpClient] = []

    def make(self, server: PhoneServer, account: str = "", token: str = "", timeout: float = 10) -> Client:
        http = TwilioHttpClient(timeout=timeout, max_retries=0)
        self._made.append(http)
        client = Client(account or server.account, token or server.token, http_client=http)
        client.api.base_url = server.url
        return client

    def close(self) -> None:
        for http in self._made:
            http.session.close()


@pytest.fixture
def clients() -> Iterator[Clients]:
    made = Clients()
    yield made
    made.close()


@pytest.fixture
def client(phones: PhoneServer, clients: Clients) -> Client:
    return clients.make(phones)
