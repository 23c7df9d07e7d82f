"""What a run was made on: processor, compiler, libraries, load. No names of hosts or users."""

import os
import platform
import re
import subprocess
from pathlib import Path

import works

LIBRARIES = ["libsodium", "libcrypto", "sqlite3", "benchmark"]


def _output(*command):
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return run.stdout.strip() if run.returncode == 0 else None


def cpu_model():
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return re.sub(r"\s+", " ", line.partition(":")[2]).strip()
    return platform.machine()


def memory_mb():
    text = Path("/proc/meminfo").read_text(encoding="utf-8")
    return int(re.search(r"^MemTotal:\s+(\d+) kB", text, re.MULTILINE).group(1)) // 1024


def system():
    release = {}
    for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        release[key] = value.strip('"')
    return f"{release.get('PRETTY_NAME', platform.system())}, {platform.machine()}"


def load():
    """The average number of running programs over the last minute."""
    return round(os.getloadavg()[0], 2)


def cache_of(build):
    """The values of a CMakeCache.txt by name."""
    text = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    return {name: value for name, value in re.findall(r"^([\w-]+):\w+=(.*)$", text, re.MULTILINE)}


def compiler(build):
    """The compiler of a build folder, as it calls itself, and its optimisation flags."""
    cache = cache_of(build)
    first = (_output(cache["CMAKE_CXX_COMPILER"], "--version") or "unknown").splitlines()[0]
    kind = cache.get("CMAKE_BUILD_TYPE", "").upper()
    flags = f"{cache.get('CMAKE_CXX_FLAGS', '')} {cache.get(f'CMAKE_CXX_FLAGS_{kind}', '')}".strip()
    return {"compiler": first, "flags": flags}


def libraries():
    modules = LIBRARIES + [module for _, module in works.EXECUTABLES.values() if module]
    found = {module: _output("pkg-config", "--modversion", module) for module in modules}
    return {module: version for module, version in found.items() if version}


def commit(root):
    """The commit of the tree, and whether files of it were changed since."""
    name = _output("git", "-C", str(root), "rev-parse", "HEAD")
    changed = _output("git", "-C", str(root), "status", "--porcelain", "--untracked-files=no")
    return {"commit": name or "unknown", "changed": bool(changed)}


def describe(root, build):
    return {
        "cpu": cpu_model(),
        "processors": os.cpu_count(),
        "memory_mb": memory_mb(),
        "system": system(),
        **compiler(build),
        "libraries": libraries(),
        **commit(root),
    }
