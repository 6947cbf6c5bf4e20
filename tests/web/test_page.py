# SPDX-License-Identifier: MIT
"""The emulator's page as a person sees it, in a headless Chromium."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Callable, List

import pytest
from scene import ATTACK, Scene, set_up
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from service import Service

PATIENCE_SECONDS = 20


@pytest.fixture(scope="module")
def scene(vod: Service) -> Scene:
    return set_up(vod)


class Viewer:
    def __init__(self, browser: Chrome, address: str) -> None:
        self.browser = browser
        self.address = address

    def visit(self, section: str) -> None:
        self.browser.get("about:blank")
        self.browser.get(f"{self.address}/#{section}")
        self.until(lambda: "Connected" in self.find("#status").text)

    def find(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> List[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def until(self, holds: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := holds()):
            assert time.monotonic() < deadline, self.find("body").text
            time.sleep(0.05)
        return found

    def one_with(self, selector: str, text: str) -> WebElement:
        found: WebElement = self.until(lambda: next(
            (each for each in self.all(selector) if text in each.text), None))
        return found

    def opened(self, text: str) -> WebElement:
        """The record with this text in its summary, opened."""
        record = self.one_with("section:not([hidden]) details.record", text)
        record.find_element(By.TAG_NAME, "summary").click()
        self.until(lambda: record.find_elements(By.CSS_SELECTOR, ".inside"))
        return record

    def run(self, script: str, *values: Any) -> Any:
        return self.browser.execute_script(script, *values)


@pytest.fixture
def viewer(browser: Chrome, vod: Service, scene: Scene) -> Viewer:
    return Viewer(browser, vod.ready["http"])


def test_media_plays(viewer: Viewer, scene: Scene) -> None:
    viewer.visit("media")
    viewer.until(lambda: len(viewer.all("#media-rows tr")) == 2)
    row = viewer.one_with("#media-rows tr", "test card.webm")
    assert "skiing" in row.text and "demo" in row.text and scene.clip_id in row.text
    row.find_element(By.TAG_NAME, "button").click()
    state = "const v = document.getElementById('video'); return [v.readyState, v.currentTime]"
    viewer.until(lambda: viewer.run(state)[0] >= 2 and viewer.run(state)[1] > 0.5)
    assert "240 × 136, 4.0 seconds" in viewer.find("#playing-state").text
    viewer.run("document.getElementById('video').currentTime = 3.5")
    viewer.until(lambda: viewer.run("return document.getElementById('video').ended"))
    viewer.find("#close-player").click()
    assert not viewer.find("#player").is_displayed()


def test_download_has_its_name(viewer: Viewer, vod: Service, scene: Scene) -> None:
    viewer.visit("media")
    link = viewer.until(lambda: viewer.all("#media-rows a[download='test card.webm']"))[0]
    path = str(link.get_attribute("href")).replace(viewer.address, "")
    assert vod.send("GET", path).body == (Path(__file__).parent / "clip.webm").read_bytes()


def test_names_are_text(viewer: Viewer) -> None:
    viewer.visit("media")
    row = viewer.one_with("#media-rows tr", ATTACK)
    row.find_element(By.TAG_NAME, "button").click()
    viewer.until(lambda: "cannot play" in viewer.find("#playing-state").text)
    assert viewer.find("#playing").text == ATTACK + ".mp4"
    viewer.visit("classes")
    viewer.one_with("#class-tree > li", ATTACK)
    viewer.visit("requests")
    viewer.one_with("#request-rows details", "InitUpload")
    for record in viewer.all("#request-rows details"):
        viewer.run("arguments[0].open = true", record)
    viewer.until(lambda: ATTACK in viewer.find("#request-rows").text)
    assert viewer.all("main script, main img") == []
    assert viewer.browser.title == "Requests · tcvod emulator"


def test_classes(viewer: Viewer, scene: Scene) -> None:
    viewer.visit("classes")
    below = viewer.one_with("#class-tree > li ul", "skiing")
    assert scene.class_id in below.text and "1 file" in below.text
    assert "Other" in viewer.find("#class-tree > li").text


def test_tasks(viewer: Viewer, scene: Scene) -> None:
    viewer.visit("tasks")
    record = viewer.opened(scene.task_id)
    assert "WAITING" in record.text and scene.clip_id in record.text


def test_events_and_callbacks(viewer: Viewer, scene: Scene) -> None:
    viewer.visit("events")
    queued = viewer.opened("NewFileUpload")
    content = json.loads(queued.find_element(By.TAG_NAME, "pre").text)
    assert content["eventType"] == "NewFileUpload" and content["data"]["fileId"] == scene.attack_id
    assert "waiting" in queued.text
    viewer.until(lambda: len(viewer.all("#callback-rows details")) == 2)
    sent = viewer.find("#callback-rows details")
    sent.find_element(By.TAG_NAME, "summary").click()
    assert "answered, 1 try" in sent.text and '"eventType": "NewFileUpload"' in sent.text


def test_checks_are_explained(viewer: Viewer) -> None:
    viewer.visit("requests")
    record = viewer.opened("tags: required, but missing")
    checks = [each.text.replace("\n", " ") for each in record.find_elements(
        By.CSS_SELECTOR, ".checks li")]
    assert checks[0] == "✓ parameters readable : passed query string"
    assert checks[-1].startswith("✗ parameters : failed CreateVodTags: tags: required, but missing")
    early = viewer.opened("'soon' is not an unsigned whole number")
    assert early.find_element(By.CSS_SELECTOR, ".checks .failed").text.count("soon") == 1
    skipped = early.find_elements(By.CSS_SELECTOR, ".checks .skipped")
    assert any("signature" in each.text for each in skipped)


def test_a_refused_signature_is_explained(viewer: Viewer, vod: Service) -> None:
    viewer.visit("requests")
    viewer.find("#refused-only").click()
    record = viewer.opened("URL-encoded before signing")
    assert "values were URL-encoded before signing" in record.find_element(
        By.CSS_SELECTOR, ".causes").text
    client, emulator = record.find_elements(By.CSS_SELECTOR, ".column")
    assert "className=late%20night" in client.text and "className=late night" in emulator.text
    marks = [each.find_element(By.TAG_NAME, "mark").text for each in (client, emulator)]
    assert marks[0].startswith("%20night") and marks[1].strip().startswith("night")
    unknown = viewer.opened("another secret key")
    assert "not recognised" in unknown.text
    assert len(unknown.find_elements(By.CSS_SELECTOR, ".column")) == 1
    assert vod.secret_key not in viewer.browser.page_source


def test_it_refreshes_itself_and_keeps_what_is_open(viewer: Viewer, vod: Service) -> None:
    viewer.visit("requests")
    record = viewer.opened("tags: required, but missing")
    before = len(viewer.all("#request-rows details"))
    vod.call("DescribeAllClass")
    viewer.until(lambda: len(viewer.all("#request-rows details")) == before + 1)
    assert "DescribeAllClass" in viewer.find("#request-rows details").text
    assert record.get_attribute("open") == "true"
    viewer.find("#live").click()
    vod.call("GetTaskList", status="WAITING")
    time.sleep(1.5)
    assert "GetTaskList" not in viewer.find("#request-rows").text
    viewer.find("#live").click()
    viewer.one_with("#request-rows details", "GetTaskList")


def test_keys_are_enough(viewer: Viewer) -> None:
    viewer.visit("media")
    viewer.until(lambda: viewer.all("#media-rows button"))
    focused = viewer.browser.switch_to
    viewer.find("body").send_keys(Keys.TAB)
    assert focused.active_element.text == "Skip to the content"
    for _ in range(20):
        focused.active_element.send_keys(Keys.TAB)
        if focused.active_element.text.startswith("Requests"):
            break
    focused.active_element.send_keys(Keys.ENTER)
    viewer.until(lambda: viewer.find("#view-requests").is_displayed())
    for _ in range(20):
        focused.active_element.send_keys(Keys.TAB)
        if focused.active_element.tag_name == "summary":
            break
    focused.active_element.send_keys(Keys.SPACE)
    viewer.until(lambda: viewer.all("#request-rows details[open] .inside"))


def test_controls_have_names(viewer: Viewer) -> None:
    viewer.visit("requests")
    for each in viewer.all("input"):
        assert viewer.run("return arguments[0].labels.length", each) == 1
    viewer.visit("media")
    names = [each.accessible_name for each in viewer.until(lambda: viewer.all("#media-rows button"))]
    assert "Play test card.webm" in names


@pytest.mark.parametrize("width, theme", [(1280, "light"), (480, "light"), (1280, "dark")])
def test_it_fits(viewer: Viewer, pictures: Path, width: int, theme: str) -> None:
    """Nothing sticks out sideways; the pictures are kept."""
    tools = viewer.browser.execute_cdp_cmd
    tools("Emulation.setDeviceMetricsOverride",
          {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False})
    tools("Emulation.setEmulatedMedia",
          {"features": [{"name": "prefers-color-scheme", "value": theme}]})
    try:
        for section in ("media", "classes", "tasks", "events", "requests"):
            viewer.visit(section)
            if section == "media":
                viewer.one_with("#media-rows tr", "test card").find_element(
                    By.TAG_NAME, "button").click()
                viewer.until(lambda: viewer.run("return document.querySelector('video').readyState") == 4)
            elif section == "requests":
                viewer.find("#filter").send_keys("URL-encoded")
                viewer.opened("URL-encoded before signing")
            elif section == "events":
                viewer.opened("NewFileUpload")
            wide = "return document.documentElement.scrollWidth"
            assert viewer.run(wide) <= width, section
            viewer.run("scrollTo(0, 0)")
            assert viewer.browser.save_screenshot(str(pictures / f"{section}-{width}-{theme}.png"))
    finally:
        tools("Emulation.clearDeviceMetricsOverride", {})
        tools("Emulation.setEmulatedMedia", {"features": []})


def test_the_browser_had_nothing_to_complain_about(viewer: Viewer) -> None:
    """Neither errors nor anything that the policy for contents had to stop."""
    viewer.visit("media")
    assert viewer.browser.get_log("browser") == []
