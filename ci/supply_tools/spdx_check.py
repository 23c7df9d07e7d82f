"""What an SPDX 2.3 document in JSON has to have: the fields that the specification requires, and that
everything it names is in it and can be reached from what it describes."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable

_ID = re.compile(r"SPDXRef-[A-Za-z0-9.-]+\Z")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_CREATOR = re.compile(r"(Tool|Organization|Person): \S")
_SUPPLIER = re.compile(r"(Organization|Person): \S|NOASSERTION\Z")
_NAMESPACE = re.compile(r"https?://[^\s#]+\Z")
_PURL = re.compile(r"pkg:[a-z]+/[\w.+%/-]+@[\w.+%~:-]+(\?\S*)?\Z")
_LICENCE = re.compile(r"NOASSERTION\Z|NONE\Z|\(?[A-Za-z0-9.+-]+\)?( (AND|OR|WITH) \(?[A-Za-z0-9.+-]+\)?)*\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_RELATIONS = {"DESCRIBES", "DYNAMIC_LINK", "STATIC_LINK", "DEPENDS_ON", "CONTAINS", "BUILD_TOOL_OF"}


def faults(document: dict) -> list[str]:
    """One line for each rule that is broken."""
    found: list[str] = []

    def must(holds: object, what: str) -> None:
        if not holds:
            found.append(what)

    must(document.get("spdxVersion") == "SPDX-2.3", "spdxVersion is not SPDX-2.3")
    must(document.get("dataLicense") == "CC0-1.0", "dataLicense is not CC0-1.0")
    must(document.get("SPDXID") == "SPDXRef-DOCUMENT", "SPDXID of the document")
    must(document.get("name"), "name of the document")
    must(_matches(_NAMESPACE, document.get("documentNamespace")), "documentNamespace is no URI without #")
    info = document.get("creationInfo") or {}
    must(_matches(_TIME, info.get("created")), "creationInfo.created is no time in UTC")
    must(info.get("creators"), "creationInfo.creators is empty")
    for creator in info.get("creators") or []:
        must(_matches(_CREATOR, creator), f"creator {creator!r}")
    ids = [package.get("SPDXID") for package in document.get("packages") or []]
    must(ids, "no packages")
    must(len(ids) == len(set(ids)), "two packages have one SPDXID")
    for package in document.get("packages") or []:
        found.extend(_faults_of_package(package))
    found.extend(_faults_of_relations(document, set(ids)))
    return found


def _faults_of_package(package: dict) -> list[str]:
    found = []
    name = package.get("name") or "a package without a name"
    if not package.get("name"):
        found.append("a package has no name")
    if not _matches(_ID, package.get("SPDXID")):
        found.append(f"{name}: SPDXID")
    if not package.get("versionInfo"):
        found.append(f"{name}: versionInfo")
    if not package.get("downloadLocation"):
        found.append(f"{name}: downloadLocation")
    # Without analysed files there is no verification code, and this has to be said.
    if package.get("filesAnalyzed") is not False:
        found.append(f"{name}: filesAnalyzed")
    if not _matches(_SUPPLIER, package.get("supplier")):
        found.append(f"{name}: supplier")
    for field in ("licenseConcluded", "licenseDeclared"):
        if not _matches(_LICENCE, package.get(field)):
            found.append(f"{name}: {field}")
    for reference in package.get("externalRefs", []):
        if reference.get("referenceType") == "purl" and not _matches(_PURL,
                                                                    reference.get("referenceLocator")):
            found.append(f"{name}: purl")
    for sum_ in package.get("checksums", []):
        if not _matches(_SHA256, sum_.get("checksumValue")):
            found.append(f"{name}: checksum")
    return found


def _faults_of_relations(document: dict, ids: set[str]) -> list[str]:
    found = []
    known = ids | {"SPDXRef-DOCUMENT"}
    described, joined = set(), set()
    for relation in document.get("relationships") or []:
        ends = {relation.get("spdxElementId"), relation.get("relatedSpdxElement")}
        if relation.get("relationshipType") not in _RELATIONS:
            found.append(f"relationship {relation.get('relationshipType')!r}")
        if not ends <= known:
            found.append(f"a relationship names {sorted(map(str, ends - known))}")
        if relation.get("relationshipType") == "DESCRIBES":
            described.add(relation.get("relatedSpdxElement"))
        joined |= ends
    if not described:
        found.append("the document describes nothing")
    found.extend(f"{lost}: nothing says what it has to do with the rest" for lost in sorted(ids - joined))
    return found


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.match(value) is not None


# Ways to break a document, for the control: each must be found.
def _without_version(document: dict) -> None:
    del document["packages"][-1]["versionInfo"]


def _without_creators(document: dict) -> None:
    document["creationInfo"]["creators"] = []


def _two_with_one_id(document: dict) -> None:
    document["packages"].append(document["packages"][-1])


def _lost_package(document: dict) -> None:
    document["relationships"].pop()


def _dangling(document: dict) -> None:
    document["relationships"][-1]["relatedSpdxElement"] = "SPDXRef-Package-nowhere"


def _other_data_licence(document: dict) -> None:
    document["dataLicense"] = "MIT"


BREAKS: tuple[Callable[[dict], None], ...] = (_without_version, _without_creators, _two_with_one_id,
                                              _lost_package, _dangling, _other_data_licence)


def missed_breaks(document: dict) -> list[str]:
    """The ways to break it that `faults` does not see."""
    missed = []
    for damage in BREAKS:
        broken = copy.deepcopy(document)
        damage(broken)
        if not faults(broken):
            missed.append(damage.__name__.strip("_").replace("_", " "))
    return missed
