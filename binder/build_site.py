"""Build the site on which the notebooks run in the browser: no server, no install, and no request to another site.

usage: .venv/bin/python binder/build_site.py [folder [pyodide]], by default in the folder site
pyodide : the address of a Pyodide distribution, as in .github/workflows/site.yml, or file:///… of an unpacked one.
          By default it is taken out of CARRIER, which needs PyPI only: that does for tests, and for a class.

It is JupyterLite, with bpkit and all that it needs in the list of packages that Pyodide loads by itself: the notebooks
need no install cell, and no change. Any static web server serves it. build_pages.py makes its folder pages. What builds
it goes into .site, and is kept there.
"""

import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path
from urllib.request import urlopen

BINDER = Path(__file__).resolve().parent
ROOT = BINDER.parent
WORK = ROOT / ".site"
TOOLS = WORK / "tools"  # an environment of its own: every JupyterLab extension in it goes into the site
PYTHON = TOOLS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

CARRIER = "open-webui==0.12.4"  # a wheel with Pyodide 314.0.3 inside: numpy and matplotlib for WebAssembly from PyPI
INSIDE = "open_webui/frontend/pyodide/"
CORE = ["pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide.js", "pyodide.mjs", "python_stdlib.zip", "package.json"]
# The Python of that Pyodide: what requirements with a condition are asked about.
TARGET = {"python_version": "3.14", "python_full_version": "3.14.0", "sys_platform": "emscripten",
          "platform_system": "Emscripten", "os_name": "posix", "implementation_name": "cpython",
          "platform_python_implementation": "CPython", "platform_machine": "wasm32"}  # fmt: skip
# Loaded while the kernel starts. The kernel asks for jedi; bpkit would else wait for the first cell that imports it.
AT_START = ["ipykernel", "comm", "pyodide-kernel", "ipython", "jedi", "bpkit-notebooks"]
FOR_SOME = ["micropip", "scikit-learn"]  # loaded where a notebook imports it: 07 and 09 do
TOO_OLD = {"threadpoolctl"}  # there: 3.6.0 warns in this Pyodide, in the learner's first cell
UNUSED = {"widgetsnbextension", "jupyterlab-widgets"}  # they serve the browser's part, which is in the site already
KERNEL = "@jupyterlite/pyodide-kernel-extension"

SETTINGS = {
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def main(folder="site", pyodide=None):
    out = Path(folder).resolve()
    if out.exists() and not (out / "jupyter-lite.json").exists():
        sys.exit(f"{out} is there and is no site: name a folder that is new, or one that this made.")
    wheel = make_wheel()
    lite = WORK / "lite"
    shutil.rmtree(lite, ignore_errors=True)
    make_pyodide(lite / "static" / "pyodide", wheel, *distribution(pyodide))
    (lite / "files").mkdir()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, lite / "files")
    (lite / "overrides.json").write_text(json.dumps(SETTINGS))
    plugin = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": AT_START}}
    config = {"appName": "bpkit", "exposeAppInBrowser": True, "litePluginSettings": {f"{KERNEL}:kernel": plugin}}
    (lite / "jupyter-lite.json").write_text(
        json.dumps({"jupyter-lite-schema-version": 0, "jupyter-config-data": config})
    )
    shutil.rmtree(out, ignore_errors=True)
    options = ["--contents", "files", "--settings-overrides", "overrides.json", "--apps", "lab"]
    options += ["--no-sourcemaps", "--no-unused-shared-packages"]
    run(PYTHON, "-m", "jupyterlite_core.app", "build", "--lite-dir", ".", "--output-dir", out, *options, cwd=lite)
    shutil.copy(ROOT / ".github" / "explorer.gif", out)
    (out / "index.html").write_text(landing_page(), encoding="utf-8")


def run(*command, cwd=ROOT):
    """Run it in silence; what it said is shown where it fails."""
    done = subprocess.run([*map(str, command)], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout[-6000:]}\n{' '.join(map(str, command))} failed.")


def make_tools():
    wanted = (BINDER / "site_requirements.txt").read_text()
    if (TOOLS / "made").is_file() and (TOOLS / "made").read_text() == wanted:
        return
    venv.create(TOOLS, clear=True, with_pip=True)
    run(PYTHON, "-m", "pip", "install", "-r", BINDER / "site_requirements.txt")
    (TOOLS / "made").write_text(wanted)


def make_wheel():
    """bpkit's wheel, made from a copy, so that no build folder stays. The notebooks are in the site beside it."""
    source, to = WORK / "source", WORK / "wheel"
    for folder in (source, to):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "bpkit", source / "bpkit", ignore=shutil.ignore_patterns("__pycache__"))
    (source / "notebooks").mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    run(PYTHON, "-m", "build", "--wheel", "--outdir", to, source)
    (wheel,) = to.glob("*.whl")
    return wheel


def distribution(address):
    """read(name), a file of the Pyodide distribution at this address, or of the one in CARRIER; and has(name)."""
    if address:
        return lambda name: urlopen(f"{address.rstrip('/')}/{name}").read(), lambda name: True
    (WORK / "downloads").mkdir(exist_ok=True)
    pattern = f"{CARRIER.replace('-', '_').replace('==', '-')}-*.whl"
    if not [*(WORK / "downloads").glob(pattern)]:
        run(PYTHON, "-m", "pip", "download", "--no-deps", "-d", WORK / "downloads", CARRIER)
    (path,) = (WORK / "downloads").glob(pattern)
    carrier = zipfile.ZipFile(path)
    return lambda name: carrier.read(INSIDE + name), lambda name: INSIDE + name in carrier.namelist()


def make_pyodide(to, wheel, read, has):
    """Pyodide with what bpkit needs, and no more: what its list names and is not there would be asked of a CDN."""
    to.mkdir(parents=True)
    lock = json.loads(read("pyodide-lock.json"))
    built = {key: one for key, one in lock["packages"].items() if has(one["file_name"]) and key not in TOO_OLD}
    lock["packages"] = with_their_needs(["bpkit-notebooks", *FOR_SOME, *AT_START], built, wheel, to)
    for name in [*CORE, *(built[key]["file_name"] for key in lock["packages"].keys() & built.keys())]:
        (to / name).write_bytes(read(name))
    (to / "pyodide-lock.json").write_text(json.dumps(lock))


def with_their_needs(names, built, wheel, to):
    """The entries of Pyodide's list for these packages and all that they need, as a dict.

    built : those of the packages that are compiled for it. The others are wheels of Python alone: bpkit's, the
    kernel's, which the site brings, and PyPI's. They are put into the folder to.
    """
    kernel = TOOLS / "share/jupyter/labextensions" / KERNEL / "static/pypi"
    ours = {key_of(path.name.partition("-")[0]): path for path in (*kernel.glob("*.whl"), wheel)}
    found, todo = {}, {key_of(name): name for name in names}
    while todo:
        to_load = [need for key, need in todo.items() if key not in built and key not in ours]
        if to_load:
            options = ["--no-deps", "--only-binary", ":all:", "--python-version", "3.14", "--platform", "any"]
            run(PYTHON, "-m", "pip", "download", *options, "-d", to, *to_load)
        for key in todo.keys() & ours.keys():
            shutil.copy(ours[key], to)
        wheels = {key_of(path.name.partition("-")[0]): path for path in to.glob("*.whl")}
        later = {}
        for key in todo:
            if key in built:
                found[key], needs = built[key], {key_of(need): need for need in built[key]["depends"]}
            else:
                found[key], needs = entry(wheels[key])
            later |= needs
        todo = {key: need for key, need in later.items() if key not in found}
    return dict(sorted(found.items()))


def entry(wheel):
    """What Pyodide's list says of a wheel, and what that needs: {its key: the requirement}."""
    from packaging.requirements import Requirement

    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        about = message_from_bytes(file.read(next(name for name in names if name.endswith(".dist-info/METADATA"))))
    needs = {}
    for line in about.get_all("Requires-Dist", []):
        need = Requirement(line)
        if (need.marker is None or need.marker.evaluate(TARGET | {"extra": ""})) and key_of(need.name) not in UNUSED:
            need.marker = None
            needs[key_of(need.name)] = str(need)
    modules = {name.partition("/")[0].removesuffix(".py") for name in names if name.endswith(".py")}
    return {
        "name": key_of(about["Name"]), "version": about["Version"], "file_name": wheel.name, "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(), "package_type": "package", "unvendored_tests": False,
        "imports": sorted(name for name in modules if name.isidentifier()), "depends": sorted(needs),
    }, needs  # fmt: skip


def key_of(name):
    """A package's name as lists of packages have it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name).group()).lower()


def landing_page():
    """The first page: index.html of this folder, with the notebooks of the README's table."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[([^]]+)\]\(\S+/notebooks/(\S+\.ipynb)\) \| (.+?) \| (.+?) \|$", readme, re.M)
    items = [
        f'<li><a href="lab/index.html?path={name}"><b>{html.escape(title)}</b> <span>{html.escape(what)}</span> '
        f"<i>{minutes}</i></a></li>"
        for title, name, what, minutes in rows
    ]
    page = (BINDER / "landing_page.html").read_text(encoding="utf-8")
    return page.replace("<!-- notebooks -->", "\n".join(items))


if __name__ == "__main__":
    if Path(sys.prefix).resolve() == TOOLS.resolve():
        main(*sys.argv[1:])
    else:  # again, in the environment that has what it needs
        make_tools()
        subprocess.run([PYTHON, __file__, *sys.argv[1:]], check=True)
        folder = Path([*sys.argv[1:], "site"][0])
        subprocess.run([sys.executable, BINDER / "build_pages.py", folder / "pages"], check=True)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"{folder}: {size / 1e6:.0f} MB. To serve it: python -m http.server -d {folder} 8000")
