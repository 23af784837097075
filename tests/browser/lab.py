"""A real JupyterLab or Notebook 7 in a real Chromium, for tests, benchmarks and screenshots.

It knows how to start them, open a notebook, run all of it and say what went wrong. It knows nothing of
bpkit. (It is not called jupyterlab.py, because that would hide the package of that name.)
"""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from jupyter_client import BlockingKernelClient

APPS = {  # module: the class that its options belong to, the start of a notebook's address
    "jupyterlab": ("LabApp", "lab/tree"),
    "notebook": ("JupyterNotebookApp", "notebooks"),
}
SETTINGS = {
    # Every cell stands in the page, also those that are scrolled out of sight.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}
# They fetch an icon whenever a kernel gets busy or idle again, which costs more than what the kernel was asked.
NO_TAB_ICON = {
    "@jupyterlab/application-extension:faviconbusy": True,
    "@jupyter-notebook/notebook-extension:tab-icon": True,
}
CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
).split()
# Jupyter's own: a page that goes takes its subshell and its socket along, and a message may still be on its way.
OF_A_PAGE_THAT_WENT = re.compile(
    r"^Traceback.*\n(?:[ \t].*\n)*\S*(?:UnknownSubshell|StreamClosed|WebSocketClosed)Error.*\n?", re.MULTILINE
)
# The first line of an error, or of a warning, and all of a traceback.
COMPLAINT = re.compile(r"^(?:\[[EC] |\w*(?:Error|Warning):|Traceback.*\n(?:[ \t].*\n)*).*", re.MULTILINE)
ANSI_COLOR = re.compile(r"\x1b\[[0-9;]*m")


# ---------------------------------------------------------------- the server


class Server(NamedTuple):
    """A running Jupyter server: which app it serves, from which folder, where, what opens it, its log, and where it
    writes down how its kernels are reached."""

    app: str
    root_dir: Path
    url: str
    token: str
    log: Path
    runtime: Path

    def address(self, name):
        """That of a notebook in its root_dir."""
        return f"{self.url}/{APPS[self.app][1]}/{name}?token={self.token}&reset"

    def api(self, path):
        """What the server's REST interface answers, for example to ``api("kernels")``."""
        request = urllib.request.Request(f"{self.url}/api/{path}", headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def complaints(self):
        """The errors in its log, where the kernels write too."""
        return COMPLAINT.findall(OF_A_PAGE_THAT_WENT.sub("", self.log.read_text(errors="replace")))


@contextmanager
def jupyter(root_dir, app="jupyterlab", seconds=60):
    """Start JupyterLab, or Notebook 7 with app="notebook", on root_dir. Gives a Server; ends it afterwards.

    It runs in the Python that runs this, and has settings, workspaces and kernels' start-up files of its own, in
    a temporary folder: what the user has set up makes no difference.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as own:
        own = Path(own)
        (own / "config" / "labconfig").mkdir(parents=True)
        (own / "config" / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(SETTINGS))
        (own / "config" / "labconfig" / "page_config.json").write_text(json.dumps({"disabledExtensions": NO_TAB_ICON}))
        url, log = f"http://127.0.0.1:{_free_port()}", own / "log.txt"
        server = Server(app, Path(root_dir), url, secrets.token_hex(16), log, own / "runtime")
        environment = os.environ | {
            "JUPYTER_TOKEN": server.token,
            "JUPYTER_CONFIG_DIR": str(own / "config"),
            "JUPYTER_DATA_DIR": str(own / "data"),
            "JUPYTER_RUNTIME_DIR": str(server.runtime),
            "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
            "IPYTHONDIR": str(own / "ipython"),
        }
        options = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": server.url.rpartition(":")[2],
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": root_dir,
            "ServerApp.allow_root": True,
            "ServerApp.open_browser": False,
            f"{APPS[app][0]}.expose_app_in_browser": True,  # window.jupyterapp: we ask it instead of guessing
        }
        command = [sys.executable, "-m", app, *(f"--{name}={value}" for name, value in options.items())]
        with open(log, "w") as output:
            process = subprocess.Popen(command, env=environment, cwd=own, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_for_answer(server, process, seconds)
            yield server
        finally:
            process.terminate()  # the server then ends its kernels
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait_for_answer(server, process, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            server.api("status")
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(
        f"{server.app} did not start within {seconds} s:\n{server.log.read_text(errors='replace')[-4000:]}"
    )


# ---------------------------------------------------------------- the browser


def what_is_missing():
    """What must be installed before a browser can be started, as a sentence; None if nothing is missing."""
    if find_spec("playwright") is None:
        return "Playwright is not installed: pip install playwright."
    if find_chromium() is None:
        return (
            "No Chromium was found: install one (apt install chromium, or playwright install chromium), "
            "or set BPKIT_CHROMIUM to the path of a Chromium or Chrome."
        )
    return None


def find_chromium():
    """The path of a Chromium or Chrome, or None: BPKIT_CHROMIUM, on PATH, the usual places, Playwright's own."""
    if given := os.environ.get("BPKIT_CHROMIUM"):
        return given
    # The first is the same without a browser's own window: a tenth less to compute. BPKIT_CHROMIUM chooses another.
    names = "chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable chrome".split()
    places = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ]
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder := os.environ.get(variable):
            places.append(rf"{folder}\Google\Chrome\Application\chrome.exe")
    for path in [*map(shutil.which, names), *places]:
        if path and Path(path).is_file():
            return path
    return _chromium_of_playwright()


def _chromium_of_playwright():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


@contextmanager
def chromium(*flags):
    """Start Chromium without a window, with these flags too. Gives Playwright's Browser."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()  # first: Playwright cannot be started twice at a time
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*CHROMIUM_FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


def evaluate(target, function, argument=None):
    """As target.evaluate, where much is told: Playwright looks at each number of a list, but not into a string."""
    text = target.evaluate(f"async (...given) => JSON.stringify(await ({function})(...given))", argument)
    return None if text is None else json.loads(text)


# ---------------------------------------------------------------- a notebook in a page


def write_notebook(path, cells):
    """Write a notebook of these code cells."""
    import nbformat

    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(source) for source in cells]
    nbformat.write(nbformat.v4.new_notebook(metadata=metadata, cells=cells), path)


# The open notebook, as the page's own program knows it.
PANEL = "jupyterapp.shell.currentWidget"
CODE_CELLS = f"[...{PANEL}.content.model.cells].filter(cell => cell.type === 'code')"

# From here on, every traceback that the kernel sends is kept. One that a widget's callback raises goes to the
# log console, as stderr, and would otherwise be seen by nobody.
READY = f"""async () => {{
    await jupyterapp.restored;
    const {{context, revealed, sessionContext}} = {PANEL};
    await Promise.all([revealed, context.ready, sessionContext.ready]);
    await sessionContext.session.kernel.info;
    window.kernelErrors = [];
    sessionContext.iopubMessage.connect((sender, {{header, content}}) => {{
        if (header.msg_type === 'error') kernelErrors.push(content.traceback.join('\\n'));
        if (header.msg_type === 'stream' && content.text.includes('Traceback (most')) kernelErrors.push(content.text);
    }});
}}"""

# Without those of cells that are tagged to raise one.
ERRORS = f"""() => {{
    const meant = {CODE_CELLS}.filter(cell => cell.getMetadata('tags')?.includes('raises-exception'))
        .flatMap(cell => cell.outputs.toJSON()).filter(output => output.output_type === 'error')
        .map(output => output.traceback.join('\\n'));
    return kernelErrors.filter(error => !meant.includes(error));
}}"""

CELLS_NOT_RUN = f"() => {CODE_CELLS}.filter(cell => cell.sharedModel.source.trim() && !cell.executionCount).length"

IDLE = f"() => {PANEL}.sessionContext.session.kernel.status === 'idle'"

NO_WIDGET_IS_LOADING = """() => ![...document.querySelectorAll('.jp-OutputArea-output')].some(
    output => output.textContent.startsWith('Loading widget'))"""

# The kernel answers this after what the page sent before; that it rests may be old news.
ANSWERED = f"() => {PANEL}.sessionContext.session.kernel.requestExecute({{code: '', silent: true}}).done.then(() => 0)"

PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# Where no answer comes, JupyterLab is often asking something itself.
IN_TIME = """([task, argument, seconds]) => Promise.race([eval(task)(argument), new Promise((done, fail) => setTimeout(
    () => fail(new Error(`No answer in ${seconds} s. ${document.querySelector('.jp-Dialog')?.innerText ?? ''}`)),
    1000 * seconds))])"""


class NotebookPage:
    """A notebook that stands open in a page of its own. ``page`` is Playwright's Page, for everything else.

    Use it in a ``with`` statement, or close it.
    """

    def __init__(self, browser, server, name, width=1600, height=720, theme="light", seconds=60, desk=None):
        """Open the notebook of that name in the server's root_dir, and wait until its kernel listens.

        theme : "light" or "dark". seconds : how long to wait for anything, at most. desk : a dict, for the pages that
        notebooks before have left, by app. One of them is taken, which spares half of the time that it takes to open a
        notebook, or more, and comes back when this is closed.
        """
        self.server, self.name, self.seconds = server, name, seconds
        self.complaints = []  # on the browser's console
        self._client = None  # of the kernel
        self.desk = None if desk is None else desk.setdefault(server.app, [])
        left = self.desk.pop() if self.desk else None
        self.page = left or browser.new_page()
        self.page.set_default_timeout(1000 * seconds)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
        if left and server.app == "jupyterlab":
            self.open(name)
        else:
            self.page.goto(server.address(name))
        self._wait_until_open()
        self.set_theme(theme)
        # Only now: Notebook 7.6 complains of itself while it starts.
        self._listeners = {
            "pageerror": lambda error: self.complaints.append(str(error)),
            "console": lambda message: message.type == "error" and self.complaints.append(message.text),
        }
        for event, listener in self._listeners.items():
            self.page.on(event, listener)

    def open(self, name):
        """Open a notebook in JupyterLab. The command's promise is not waited for: it ends some seconds later."""
        self.ask("path => { jupyterapp.commands.execute('docmanager:open', {path}); }", name)

    def _wait_until_open(self):
        self.page.wait_for_function(f"window.jupyterapp && {PANEL}?.context?.path === {json.dumps(self.name)}")
        self.ask(READY)
        self.page.wait_for_function(IDLE)

    def reload(self):
        """Load the page again, with the notebook as it was saved, and wait until its widgets are there."""
        self.page.reload()
        self._wait_until_open()
        self.wait_until_painted()

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        self.desk = None if error else self.desk  # who knows what is open there
        self.close()

    def close(self):
        if self._client is not None:
            self._client.stop_channels()
        if self.desk is None:
            self.page.close()
            return
        self.ask(f"() => {{ {PANEL}.context.model.dirty = false; }}")  # else it asks whether to save
        if self.server.app == "jupyterlab":
            self.command("application:close-all")
        else:
            self.page.goto("about:blank")  # each of its notebooks has a page; what this one has compiled, it keeps
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        self.desk.append(self.page)

    def ask(self, function, argument=None, seconds=None):
        """What a function written in JavaScript returns in the page, or what its promise comes to."""
        return evaluate(self.page, IN_TIME, [function, argument, seconds or self.seconds])

    def ask_kernel(self, expression):
        """The repr of what a Python expression is in the notebook's kernel.

        It is asked without the page and the server, by way of which 3 ms would be 50.
        """
        if self._client is None:
            kernel = self.ask(f"() => {PANEL}.sessionContext.session.kernel.id")  # the same if it is started again
            connection = self.server.runtime / f"kernel-{kernel}.json"
            self._client = BlockingKernelClient(connection_file=str(connection))
            self._client.load_connection_file()
            self._client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        client = self._client
        asked = client.execute("", silent=True, user_expressions={"it": expression})
        while (reply := client.get_shell_msg(timeout=self.seconds))["parent_header"]["msg_id"] != asked:
            pass  # an answer that came too late for the one who asked
        it = reply["content"]["user_expressions"]["it"]
        if it["status"] != "ok":
            raise RuntimeError(f"{it['ename']}: {it['evalue']}")
        return it["data"]["text/plain"]

    def kernel_mib(self):
        """The memory that the kernel takes (RSS), in MiB."""
        return int(self.ask_kernel("__import__('psutil').Process().memory_info().rss")) / 2**20

    def command(self, name, seconds=None, **arguments):
        """Run a command of JupyterLab's and wait until it is done."""
        return self.ask("([name, args]) => jupyterapp.commands.execute(name, args)", [name, arguments], seconds)

    def set_theme(self, theme):
        """Change to the theme "light" or "dark", and wait until it is on, and JupyterLab's planets have faded away."""
        self.command("apputils:change-theme", theme=f"JupyterLab {theme.title()}")
        light = json.dumps(theme == "light")
        self.page.wait_for_function(
            f"document.body.dataset.jpThemeLight === '{light}' && !document.getElementById('jupyterlab-splash')"
        )

    def run_all(self, seconds=300):
        """Run all cells, wait until they are done and their widgets painted. AssertionError says what went wrong.

        These are the commands of the Edit and the Run menu. The second one's promise ends with the last cell; a
        click, by contrast, is lost without a word if it comes too early.
        """
        self.command("notebook:clear-all-cell-outputs")  # with them go the numbers of saved executions
        self.command("notebook:run-all-cells", seconds)
        self.wait_until_painted()
        problems = self.problems()
        if not_run := self.ask(CELLS_NOT_RUN):
            problems.append(f"{not_run} code cells did not run.")
        assert not problems, "\n\n".join(problems)

    def wait_until_painted(self):
        """Wait until the kernel has done what the page asked for, no widget is loading and the page is painted."""
        self.ask(ANSWERED)
        self.page.wait_for_function(IDLE)
        self.page.wait_for_function(NO_WIDGET_IS_LOADING)
        self.ask(PAINTED)

    def problems(self):
        """All tracebacks of the kernel, widgets that could not be shown, and errors on the browser's console."""
        broken = self.page.get_by_text(re.compile("Error displaying widget|Failed to load model class"))
        tracebacks = [ANSI_COLOR.sub("", error) for error in self.ask(ERRORS) if not OF_A_PAGE_THAT_WENT.search(error)]
        return tracebacks + broken.all_inner_texts() + self.complaints

    def item(self, ref):
        """The first element on the page with that data-ref: a number, a button, an example."""
        return self.page.locator(f'[data-ref="{ref}"]').first

    def press(self, key, ref):
        """Press a key on it."""
        self.item(ref).press(key)

    def middle(self, ref):
        """Where to point at it, on an edge at its knob: x and y."""
        knob = self.item(ref).locator("circle.knob")
        box = (knob if knob.count() else self.item(ref)).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, ref, by, moves):
        """Drag it sideways by so many pixels, in so many moves, and let go."""
        self.item(ref).scroll_into_view_if_needed()
        x, y = self.middle(ref)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + by, y, steps=moves)
        self.page.mouse.up()
