"""Opens a report in a real browser and says what is wrong with it: look.py PAGE. One problem a line; nothing where there is none.

Debian's chromium and its driver, by WebDriver; axe-core as the package axe-playwright-python carries it.
"""

import importlib.util
import json
import os
import pathlib
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PAGE = pathlib.Path(sys.argv[1]).resolve().as_uri()
AXE = (pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin).parent / "axe.min.js").read_text()
problems = []

# What reaches over the window and no scrolling region lets a reader reach.
CUT_OFF = """
const wide = document.documentElement.clientWidth, found = [];
for (const element of document.body.querySelectorAll('*')) {
  if (element.closest('.quiet, .skip, svg > *') || element.closest('[hidden]')) continue;
  const scroll = element.parentElement.closest('.scroll');
  if (scroll) continue;
  const box = element.getBoundingClientRect();
  if (box.width > 0 && (box.right > wide + 1 || box.left < -1)) found.push(element.tagName + '.' + element.className);
}
return found.slice(0, 5);
"""


def browser(profile, script=True):
    os.environ.update(HOME=profile, XDG_CONFIG_HOME=profile, XDG_CACHE_HOME=profile)
    options = webdriver.ChromeOptions()
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}"]:
        options.add_argument(argument)
    options.binary_location = "/usr/bin/chromium"
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))


def open_at(driver, width, scheme):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    driver.get(PAGE)


def check_looks(driver):
    """Every width in both schemes: nothing is cut off, and axe-core finds nothing."""
    for width in (360, 900, 1400):
        for scheme in ("light", "dark"):
            open_at(driver, width, scheme)
            for details in driver.find_elements(By.CSS_SELECTOR, "details"):
                driver.execute_script("arguments[0].open = true", details)
            if driver.execute_script("return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
                problems.append(f"{width} {scheme}: the page scrolls sideways")
            problems.extend(f"{width} {scheme}: cut off: {name}" for name in driver.execute_script(CUT_OFF))
            driver.execute_script(AXE)
            result = driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
            for violation in result["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:2]]
                problems.append(f"{width} {scheme}: axe {violation['id']}: {nodes}")


def check_quiet(driver):
    """No message on the console, no request but the page itself."""
    for entry in driver.get_log("browser"):
        problems.append(f"console: {entry['message'][:300]}")
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        # The browser's own pages come before ours.
        if message["method"] != "Network.requestWillBeSent" or not message["params"]["documentURL"].startswith(PAGE):
            continue
        address = message["params"]["request"]["url"]
        if address.split("#")[0] != PAGE:
            problems.append(f"request: {address[:300]}")


def visible(driver, selector):
    return [element for element in driver.find_elements(By.CSS_SELECTOR, selector) if element.is_displayed()]


def check_boxes(driver, name):
    """Checkboxes of targets and severities, with and without the script."""
    open_at(driver, 1400, "light")
    for box in driver.find_elements(By.CSS_SELECTOR, ".tools input[type=checkbox]"):
        number = box.get_attribute("id").removeprefix("show-")
        own = f".verdicts .g-{number}, .matrix .head.g-{number}"
        if not visible(driver, own):
            problems.append(f"{name}: target {number} has no row")
        box.send_keys(Keys.SPACE)
        if visible(driver, own):
            problems.append(f"{name}: target {number} is shown though its box is empty")
        box.click()
        if not visible(driver, own):
            problems.append(f"{name}: target {number} does not come back")
    for box in driver.find_elements(By.CSS_SELECTOR, ".choice input"):
        severity = box.get_attribute("id").removeprefix("show-")
        box.click()
        if visible(driver, f".finding.{severity}"):
            problems.append(f"{name}: findings of severity {severity} are shown though their box is empty")
        box.click()


def check_sorting(driver):
    open_at(driver, 1400, "light")
    for table in driver.find_elements(By.CSS_SELECTOR, "table.sortable"):
        rows = len(table.find_elements(By.CSS_SELECTOR, "tbody tr"))
        head = table.find_element(By.CSS_SELECTOR, "thead th")
        button = head.find_element(By.TAG_NAME, "button")

        def names():
            cells = table.find_elements(By.CSS_SELECTOR, "tbody th")
            return [cell.get_attribute("data-sort") or cell.get_attribute("textContent").strip() for cell in cells]

        button.click()
        if names() != sorted(names()) or head.get_attribute("aria-sort") != "ascending":
            problems.append(f"sorting by mouse: {names()}")
        button.send_keys(Keys.ENTER)
        if names() != sorted(names(), reverse=True) or head.get_attribute("aria-sort") != "descending":
            problems.append(f"sorting by keyboard: {names()}")
        if len(table.find_elements(By.CSS_SELECTOR, "tbody tr")) != rows:
            problems.append("sorting loses rows")


def check_search(driver):
    open_at(driver, 1400, "light")
    entries = driver.find_elements(By.CSS_SELECTOR, ".entry")
    search = driver.find_elements(By.ID, "search")
    if not search or not entries:
        return
    search[0].send_keys("no such text anywhere")
    if visible(driver, ".entry"):
        problems.append("search: what does not hold the text is shown")
    search[0].clear()
    search[0].send_keys(" ", Keys.BACKSPACE)
    if any(entry.get_attribute("hidden") for entry in entries):
        problems.append("search: what was hidden does not come back")


def check_copying(driver):
    open_at(driver, 1400, "light")
    for button in driver.find_elements(By.CSS_SELECTOR, "button.take")[:1]:
        button.click()
        for _ in range(50):
            if button.text == "copied":
                return
        problems.append(f"copying: the button says {button.text}")


with tempfile.TemporaryDirectory() as profile:
    driver = browser(profile)
    try:
        check_looks(driver)
        check_boxes(driver, "with script")
        check_sorting(driver)
        check_search(driver)
        check_copying(driver)
        check_quiet(driver)
    finally:
        driver.quit()
with tempfile.TemporaryDirectory() as profile:
    driver = browser(profile, script=False)
    try:
        check_boxes(driver, "without script")
        if driver.find_elements(By.CSS_SELECTOR, "button"):
            problems.append("without script: there are buttons that do nothing")
    finally:
        driver.quit()
print("\n".join(problems), end="")
