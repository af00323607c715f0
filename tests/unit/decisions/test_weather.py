"""The weather is asked beside, kept for a quarter of an hour, and its absence stops nothing."""

from __future__ import annotations

import http.server
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from oase.decisions.situation import Weather
from oase.decisions.weather import NoWeather, OpenMeteo, weather_from
from oase.errors import OptionInvalid

RECORDED = (Path(__file__).parent / "fixtures" / "open_meteo_cologne.json").read_bytes()
COLOGNE = (50.9384, 6.9599)
RAIN = Weather(temperature=6.4, precipitation=0.3, code=61, at=1_795_251_600_000_000)
MINUTE = 60_000_000


class Clock:
    def __init__(self) -> None:
        self.at = 1_795_252_000_000_000

    def __call__(self) -> int:
        return self.at


class Service:
    """Answers what was recorded, or fails."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: bytes | Exception = RECORDED
        self.done = threading.Semaphore(0)

    def __call__(self, address: str) -> bytes:
        self.asked.append(address)
        try:
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer
        finally:
            self.done.release()


def settled(port: OpenMeteo) -> None:
    port._thread.submit(lambda: None).result(5)


def test_the_first_question_is_answered_at_once_with_nothing_and_then_for_a_quarter_of_an_hour() -> None:
    clock, service = Clock(), Service()
    port = OpenMeteo("https://weather.example/v1/forecast", clock, service)
    assert port.at(*COLOGNE) is None
    settled(port)
    assert port.at(*COLOGNE) == RAIN
    assert port.at(50.9379, 6.9561) == RAIN  # the next street
    (address,) = service.asked
    start, _, question = address.partition("&")
    assert start == "https://weather.example/v1/forecast?latitude=50.94"
    assert question == (
        "longitude=6.96&current=temperature_2m%2Cprecipitation%2Cweather_code&timeformat=unixtime"
    )
    clock.at += 16 * MINUTE
    assert port.at(*COLOGNE) == RAIN  # what is known, while it is asked for anew
    settled(port)
    assert len(service.asked) == 2
    port.close()


def test_a_service_that_fails_is_told_of_once_and_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    clock, service = Clock(), Service()
    port = OpenMeteo("https://weather.example/v1/forecast", clock, service)
    for answer in (OSError("no route"), b"<html>", b'{"current": {}}', b'{"current": {"time": "soon"}}'):
        service.answer = answer
        with caplog.at_level(logging.WARNING, "oase.weather"):
            assert port.at(*COLOGNE) is None
            settled(port)
            assert port.at(*COLOGNE) is None
            clock.at += 2 * MINUTE
    assert len(service.asked) == 4
    assert [line.message for line in caplog.records] == ["there is no weather for now: no route"]
    service.answer = RECORDED
    port.at(*COLOGNE)
    settled(port)
    assert port.at(*COLOGNE) == RAIN
    clock.at += 31 * MINUTE
    service.answer = OSError("no route")
    assert port.at(*COLOGNE) is None  # too old to be told
    port.close()
    assert port.at(*COLOGNE) is None


def test_local_time_with_its_offset_is_understood() -> None:
    body = (
        b'{"utc_offset_seconds":3600,"current":{"time":"2026-11-21T11:00",'
        b'"temperature_2m":6,"precipitation":0,"weather_code":3}}'
    )
    weather = OpenMeteo._read(body)
    assert (weather.at, weather.is_wet) == (1_795_255_200_000_000, False)


def test_nobody_is_asked_until_a_service_is_named() -> None:
    assert isinstance(weather_from("", Clock()), NoWeather)
    with pytest.raises(OptionInvalid, match="cannot be asked"):
        weather_from("file:///etc/passwd", Clock())


@pytest.fixture
def server() -> Iterator[http.server.HTTPServer]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            moved = self.path.startswith("/moved")
            self.send_response(302 if moved else 200)
            if moved:
                self.send_header("Location", "/v1/forecast")
            self.end_headers()
            self.wfile.write(RECORDED)

        def log_message(self, *_: object) -> None: ...

    served = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, args=(0.01,))
    thread.start()
    yield served
    served.shutdown()
    thread.join()
    served.server_close()


def test_a_real_answer_is_read_and_no_redirect_followed(server: http.server.HTTPServer) -> None:
    for path, found in (("/v1/forecast", RAIN), ("/moved", None)):
        port = OpenMeteo(f"http://127.0.0.1:{server.server_port}{path}", Clock())
        port.at(*COLOGNE)
        settled(port)
        assert port.at(*COLOGNE) == found
        port.close()
