# SPDX-License-Identifier: MIT
"""Runs the corpus: what the server does is told to the emulator, what must come out is compared.

A scenario is a mapping in corpus/*.yaml:

    - name: throttled
      transports: [http, https]      # default: both
      drivers: [blocking, poll, loop]  # default: all
      action: DescribeClass
      request: {}
      options: {total_timeout_ms: 500}
      calls: 1
      pause_ms: 0                    # between them
      header_lines: {count: 1, bytes: 20}  # further ones in the answer of each fault
      faults: [{action: DescribeClass, code: 4400, message: slow down}]
      expect: {status: SERVICE, service_code: "4400", message_has: [slow down]}
      requests: 1                    # how many requests reached the server
"""

import json
import os
import subprocess
import urllib.request
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple
from urllib.parse import urlsplit

import pytest
import yaml

CORPUS = Path(__file__).parent / "corpus"
DRIVER = os.environ["TCVOD_SCENARIO_DRIVER"]
HTTP = os.environ["TCVOD_TEST_HTTP"]
HTTPS = os.environ["TCVOD_TEST_HTTPS"]


def corpus() -> Iterator[Tuple[str, str, str, Dict[str, Any]]]:
    for path in sorted(CORPUS.glob("*.yaml")):
        for scenario in yaml.safe_load(path.read_text(encoding="utf-8")):
            for transport in scenario.get("transports", ["http", "https"]):
                for driver in scenario.get("drivers", ["blocking", "poll", "loop"]):
                    name = f"{path.stem}: {scenario['name']} ({transport}, {driver})"
                    yield name, transport, driver, scenario


def control(method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(HTTP + path, data=data, method=method,
                                     headers={"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


def drive(scenario: Dict[str, Any], transport: str, driver: str) -> Dict[str, Any]:
    options = {
        "secret_id": os.environ["TCVOD_SECRET_ID"],
        "secret_key": os.environ["TCVOD_SECRET_KEY"],
        "endpoint": HTTP if transport == "http" else HTTPS,
        "ca_file": os.environ["TCVOD_TEST_CA_FILE"],
        **scenario.get("options", {}),
    }
    for given in options.get("provider", []):
        given.setdefault("secret_id", options["secret_id"])
        given.setdefault("secret_key", options["secret_key"])
    if "endpoint_host" in options:
        address = urlsplit(options["endpoint"])
        options["endpoint"] = f"{address.scheme}://{options.pop('endpoint_host')}:{address.port}"
    told = {key: scenario[key] for key in ("action", "request", "method", "body",
                                           "deliver_error_response") if key in scenario}
    told.update(options=options, calls=scenario.get("calls", 1), pause_ms=scenario.get("pause_ms", 0))
    done = subprocess.run([DRIVER, "--driver", driver], input=json.dumps(told), capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    result: Dict[str, Any] = json.loads(done.stdout)
    return result


def faults_of(scenario: Dict[str, Any]) -> List[Dict[str, Any]]:
    lines = scenario.get("header_lines", {"count": 0, "bytes": 0})
    headers = {f"X-Line-{number}": "x" * lines["bytes"] for number in range(lines["count"])}
    return [{**fault, "headers": {**fault.get("headers", {}), **headers}}
            for fault in scenario.get("faults", [])]


def judge(expected: Dict[str, Any], result: Dict[str, Any]) -> None:
    for key, wanted in expected.items():
        if key == "message_has":
            for part in wanted:
                assert part in result["message"], result["message"]
        elif key == "notes_have":
            assert all(any(part in note for note in result["notes"]) for part in wanted), result
        elif key == "view_has":
            for name, value in wanted.items():
                assert result["view"][name] == value, result["view"]
        elif key == "elapsed_ms_above":
            assert result["elapsed_ms"] >= wanted, result
        elif key == "elapsed_ms_below":
            assert result["elapsed_ms"] < wanted, result
        else:
            assert result[key] == wanted, (key, result)


SCENARIOS: List[Tuple[str, str, str, Dict[str, Any]]] = list(corpus())


@pytest.mark.parametrize("name, transport, driver, scenario", SCENARIOS,
                         ids=[each[0] for each in SCENARIOS])
def test_scenario(name: str, transport: str, driver: str, scenario: Dict[str, Any]) -> None:
    control("POST", "/_emulator/reset", {})
    if scenario.get("faults"):
        control("POST", "/_emulator/faults", faults_of(scenario))
    try:
        result = drive(scenario, transport, driver)
        served = control("GET", "/_emulator/requests")
    finally:
        control("DELETE", "/_emulator/faults")
    judge(scenario["expect"], result)
    if "requests" in scenario:
        assert len(served) == scenario["requests"], served
    assert os.environ["TCVOD_SECRET_KEY"] not in json.dumps(result)
