"""Drives headless Chromium through its debugging pipe, with the standard library alone."""

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def find():
    """The path of a Chromium, or None."""
    wanted = os.environ.get("WRIT_CHROMIUM")
    names = [wanted] if wanted else NAMES
    return next((path for path in map(shutil.which, names) if path), None)


class Browser:
    """One page of one browser. `events` holds everything that the browser reported."""

    def __init__(self, width=1400, height=900, dark=False):
        self.folder = tempfile.mkdtemp(prefix="writ-browser-")
        to_read, self.to_write = os.pipe()
        self.to_hear, to_say = os.pipe()
        # The browser reads from descriptor 3 and writes to 4. Both ends are moved out of the way
        # first, so that neither is overwritten by the other.
        high = [os.dup2(to_read, 63), os.dup2(to_say, 64)]

        def connect():
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        arguments = [
            find(), "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
            "--hide-scrollbars", "--no-first-run", "--disable-extensions",
            "--disable-background-networking", "--disable-dev-shm-usage",
            f"--user-data-dir={self.folder}", f"--window-size={width},{height}",
        ]
        self.process = subprocess.Popen(
            arguments + ["about:blank"], pass_fds=[3, 4, *high], preexec_fn=connect,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for descriptor in [to_read, to_say, *high]:
            os.close(descriptor)
        self.buffer = b""
        self.number = 0
        self.events = []
        self.session = None
        target = next(
            target for target in self.call("Target.getTargets")["targetInfos"]
            if target["type"] == "page")
        self.session = self.call(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(domain + ".enable")
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=width < 600)
        if dark:
            self.call(
                "Emulation.setEmulatedMedia",
                features=[{"name": "prefers-color-scheme", "value": "dark"}])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.to_write)
        os.close(self.to_hear)
        shutil.rmtree(self.folder, ignore_errors=True)

    def hear(self, seconds):
        """The next message, or None after that time."""
        deadline = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.to_hear], [], [], left)[0]:
                return None
            piece = os.read(self.to_hear, 1 << 20)
            if not piece:
                raise RuntimeError("the browser ended")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def note(self, message):
        self.events.append(message)
        if message.get("method") == "Page.javascriptDialogOpening":
            self.send("Page.handleJavaScriptDialog", accept=False)

    def send(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_write, json.dumps(message).encode() + b"\0")
        return self.number

    def call(self, method, seconds=60, **parameters):
        number = self.send(method, **parameters)
        while True:
            message = self.hear(seconds)
            if message is None:
                raise RuntimeError(f"no answer to {method}")
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            if "method" in message:
                self.note(message)

    def settle(self, seconds=0.3):
        """Takes in what the browser reports in that time."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            message = self.hear(left)
            if message and "method" in message:
                self.note(message)

    def open(self, path):
        """Opens a file and waits until it is loaded; seconds."""
        start = time.monotonic()
        seen = len(self.events)
        url = "file://" + urllib.parse.quote(os.path.abspath(path))
        self.call("Page.navigate", url=url)
        while not any(
                event["method"] == "Page.loadEventFired" for event in self.events[seen:]):
            message = self.hear(60)
            if message is None:
                raise RuntimeError(f"{path} does not load")
            if "method" in message:
                self.note(message)
        return time.monotonic() - start

    def run(self, script):
        """The value of an expression in the page."""
        result = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"])[:2000])
        return result["result"].get("value")

    def key(self, key, code=None, text=None):
        """Presses and lets go of a key."""
        virtual = {"Escape": 27, "Enter": 13, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39,
                   "ArrowDown": 40, "Tab": 9}.get(key, 0)
        if text is None and len(key) == 1:
            text = key
        extra = {"text": text} if text else {}
        for kind in ["keyDown", "keyUp"]:
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=code or key,
                windowsVirtualKeyCode=virtual, **(extra if kind == "keyDown" else {}))

    def type(self, text):
        self.call("Input.insertText", text=text)

    def picture(self, path, whole=True):
        import base64
        data = self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
