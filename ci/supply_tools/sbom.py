"""An SPDX 2.3 document of a program and what is in it, made from what was compiled and linked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from licences import Reviewed, of_source
from package import Package

VERSION = "SPDX-2.3"
NOBODY = "NOASSERTION"


@dataclass(frozen=True)
class Contents:
    """What is in the program, by Debian's packages."""

    name: str  # of the program
    version: str  # of the project
    created: str  # UTC, as SPDX writes it
    program_sha256: str
    direct: list[Package]  # shared libraries that the program names
    indirect: list[Package]  # shared libraries that those name
    static: list[Package]  # copied in by the linker: start files, archive members
    headers: list[Package]  # compiled in by their headers, and by nothing else
    tools: list[Package]  # what built it


def document(contents: Contents, reviewed: dict[str, Reviewed]) -> dict:
    """Deterministic: the same contents give the same document."""
    own = {
        "SPDXID": f"SPDXRef-Package-{contents.name}",
        "name": contents.name,
        "versionInfo": contents.version,
        "supplier": "Organization: Seed e95ca7ef maintainers",
        "downloadLocation": NOBODY,
        "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": contents.program_sha256}],
        "licenseConcluded": "Apache-2.0",
        "licenseDeclared": "Apache-2.0",
        "copyrightText": NOBODY,
        "primaryPackagePurpose": "APPLICATION",
        "comment": f"The checksum is that of the program bin/{contents.name}.",
    }
    packages = {own["SPDXID"]: own}
    relationships = [_relation("SPDXRef-DOCUMENT", "DESCRIBES", own["SPDXID"])]
    for group, kind, reverse in ((contents.direct, "DYNAMIC_LINK", False),
                                 (contents.indirect, "DEPENDS_ON", False),
                                 (contents.static, "STATIC_LINK", False),
                                 (contents.headers, "CONTAINS", False),
                                 (contents.tools, "BUILD_TOOL_OF", True)):
        for package in group:
            entry = _package(package, reviewed)
            packages[entry["SPDXID"]] = entry
            ends = (own["SPDXID"], entry["SPDXID"])
            relationships.append(_relation(ends[1], kind, ends[0]) if reverse
                                 else _relation(ends[0], kind, ends[1]))
    return {
        "spdxVersion": VERSION,
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{contents.name}-{contents.version}",
        "documentNamespace":
            f"https://spdx.org/spdxdocs/{contents.name}-{contents.version}-{contents.program_sha256}",
        "creationInfo": {
            "created": contents.created,
            "creators": ["Tool: smx ci/supply-chain"],
            "licenseListVersion": "3.22",
        },
        "packages": list(packages.values()),
        "relationships": relationships,
    }


def identifier(package: Package) -> str:
    return "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]", "-", package.name)


def _package(package: Package, reviewed: dict[str, Reviewed]) -> dict:
    entry = of_source(package.source, reviewed)
    # Of what builds and is not in the result, Debian's copyright file is referred to and no more.
    licence = entry.licence if entry else NOBODY
    return {
        "SPDXID": identifier(package),
        "name": package.name,
        "versionInfo": package.version,
        "supplier": _person(package.maintainer),
        "downloadLocation": NOBODY,
        "filesAnalyzed": False,
        **({"homepage": package.homepage} if package.homepage.startswith("http") else {}),
        "sourceInfo": f"Debian source package {package.source} {package.source_version}",
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "licenseComments": f"{package.copyright_file} of the package",
        "copyrightText": NOBODY,
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                          "referenceLocator": package.purl}],
    }


def _person(maintainer: str) -> str:
    name = re.sub(r"\s*<.*", "", maintainer).strip().strip('"')
    return f"Organization: {name}" if name else NOBODY


def _relation(start: str, kind: str, end: str) -> dict:
    return {"spdxElementId": start, "relationshipType": kind, "relatedSpdxElement": end}


def licence_list(document: dict, path: Path) -> str:
    """The licences of what is in the program, for people."""
    inside = {r["relatedSpdxElement"]: r["relationshipType"] for r in document["relationships"]
              if r["relationshipType"] not in ("DESCRIBES", "BUILD_TOOL_OF")}
    lines = [f"Licences of what is in {document['name']}.", "",
             f"{document['packages'][0]['name']:<24} Apache-2.0 (LICENSE)"]
    for entry in document["packages"]:
        if how := inside.get(entry["SPDXID"]):
            lines.append(f"{entry['name']:<24} {entry['licenseConcluded']}"
                         f" ({how.lower().replace('_', ' ')}, {entry['versionInfo']})")
    path.write_text("\n".join(lines) + "\n")
    return f"{len(inside) + 1} licences listed"
