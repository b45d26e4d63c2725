"""What the register is made of, as a bill of materials (CycloneDX 1.6) with licences; and what is known against it.

`make sbom` and `make audit` run this by the tools of requirements-supply.lock. What runs in production is listed:
requirements.lock as it is installed, and the front-end packages that are copied into static/. Where the packages came
from is left out: it names the mirror of whoever ran it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TO = ROOT / "build"
TOOLS = Path(sys.executable).parent
NOT_STATED = "not stated"
VERSION = "1.6"
# What tools say where they do not reach an index of advisories. A mirror may hold packages without their advisories:
# then pip-audit finds nothing known against what it could not ask about.
AWAY = re.compile(
    r"could not be audited|ConnectionError|Max retries|ServiceError|ConnectTimeout|ProxyError"
    r"|audit endpoint returned an error|ENOTFOUND|ECONNREFUSED|ETIMEDOUT"
)


def locked() -> set[str]:
    """The names of requirements.lock, as they are compared."""
    return {_plain(name) for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.M)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def from_python() -> dict[str, Any]:
    """The bill of what is installed in .venv, without the tools of the developers."""
    python = ROOT / ".venv/bin/python"
    command: list[Any] = [
        TOOLS / "cyclonedx-py",
        "environment",
        "--of",
        "JSON",
        "--sv",
        VERSION,
        "--output-reproducible",
        python,
    ]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    names = locked()
    found["components"] = [part for part in found["components"] if _plain(part["name"]) in names]
    missing = names - {_plain(part["name"]) for part in found["components"]}
    if missing:
        print(f"Not for this platform, and therefore not listed: {', '.join(sorted(missing))}")
    for part in found["components"]:
        part.pop("properties", None)
        part["externalReferences"] = [
            {"type": reference["type"], "url": reference["url"]}
            for reference in part.get("externalReferences", ())
            if reference["type"] in ("website", "vcs")
        ]
    return dict(found)


def from_npm() -> list[dict[str, Any]]:
    """The front-end packages; not npm's own bill, which knows no package under another name."""
    parts = []
    for place, facts in json.loads((ROOT / "package-lock.json").read_text())["packages"].items():
        if not place or facts.get("dev"):
            continue
        name = facts.get("name", place.rpartition("node_modules/")[2])
        reference = f"pkg:npm/{name.replace('@', '%40', 1) if name.startswith('@') else name}@{facts['version']}"
        part: dict[str, Any] = {"type": "library", "name": name, "version": facts["version"]}
        part |= {"purl": reference, "bom-ref": reference}
        if facts.get("license"):
            part["licenses"] = [{"expression": facts["license"]}]
        parts.append(part)
    return parts


def licences_of(part: dict[str, Any]) -> str:
    """As they are stated, in words; a text in full is named by its beginning."""
    told = []
    for entry in part.get("licenses", ()):
        licence = entry.get("license", {})
        told.append(entry.get("expression") or licence.get("id") or licence.get("name") or NOT_STATED)
    return " · ".join(dict.fromkeys(words.strip().splitlines()[0][:60] for words in told)) or NOT_STATED


def write() -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    bill = from_python()
    bill["components"] = sorted(bill["components"] + from_npm(), key=lambda part: part["purl"])
    known = {part["bom-ref"] for part in bill["components"]}
    bill["dependencies"] = [
        entry | {"dependsOn": [name for name in entry.get("dependsOn", ()) if name in known]}
        for entry in bill.get("dependencies", ())
        if entry["ref"] in known
    ]
    bill["metadata"] = {"component": {"type": "application", "name": "riskcontrol", "bom-ref": "riskcontrol"}}
    text = json.dumps(bill, indent=1, ensure_ascii=False)
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"The bill is not as CycloneDX {VERSION} asks: {wrong}")
    TO.mkdir(exist_ok=True)
    (TO / "sbom.cdx.json").write_text(text)
    rows = [f"{part['name']}\t{part['version']}\t{licences_of(part)}" for part in bill["components"]]
    (TO / "licences.tsv").write_text("\n".join(["name\tversion\tlicence", *rows]) + "\n")
    unstated = [row for row in rows if row.endswith(NOT_STATED)]
    print(
        f"{len(rows)} parts in build/sbom.cdx.json, their licences in build/licences.tsv; {len(unstated)} state none"
    )


def audit() -> None:
    """Ask the indexes of advisories. Exits with 1 where something is known, with 0 where none could be asked."""
    pip = [TOOLS / "pip-audit", "--disable-pip", "--require-hashes", "-r", "requirements.lock"]
    found = [
        _asked("Python", [*pip, "--progress-spinner", "off"]),
        _asked("npm", ["npm", "audit", "--omit=dev", "--package-lock-only"]),
    ]
    raise SystemExit(1 if any(found) else 0)


def _asked(what: str, command: list[Any]) -> bool:
    """Whether something is known against the parts."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    said = done.stdout + done.stderr
    is_known = re.search(r"Found \d+ known|\d+ vulnerabilit|severity", said) is not None
    if AWAY.search(said) and not is_known:
        print(f"{what}: no index of advisories is at hand here: NOTHING WAS AUDITED. Run it again from where one is.")
        return False
    print(f"{what}: {said.strip()}")
    return bool(done.returncode)


if __name__ == "__main__":
    {"sbom": write, "audit": audit}[sys.argv[1]]()
