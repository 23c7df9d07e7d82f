"""The generated files: how each language writes the errors, limits and names of tables.py."""

import textwrap

NOTICE = "Generated from the headers of core/include/smx by ci/checks/tables.py: not for editing."


def upper(name):
    return name.upper()


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def wrapped(text, begin, middle, end=""):
    """A comment of at most 100 columns."""
    lines = textwrap.wrap(text, 100 - len(begin) - len(end))
    return "\n".join((begin if i == 0 else middle) + line + (end if i == len(lines) - 1 else "")
                     for i, line in enumerate(lines))


def c_header(tables):
    out = ["#ifndef SMX_TABLES_H", "#define SMX_TABLES_H", "", f"/* {NOTICE} */", "/* clang-format off */", ""]
    out += ["/* Errors: one name and one number on every platform (docs/spec/errors.md). */",
            "#define SMX_OK 0"]
    for error in tables.errors:
        out += [wrapped(error.description, "/* ", " * ", " */"), f"#define SMX_{upper(error.name)} {error.number}"]
    out += ["", "/* Limits: sizes in bytes, counts, and times in seconds. */"]
    for limit in tables.limits:
        value = str(limit.value) if limit.value < 2**31 else f"UINT64_C({limit.value})"
        out += [f"#define SMX_{upper(limit.name)} {value}"]
    out += ["", "/* Where a decoder stopped: the names that smx_fault.field has ... */"]
    out += [f'#define SMX_FIELD_{upper(name)} "{name}"' for name in tables.fields]
    out += ["", "/* ... and smx_fault.kind. */"]
    out += [f'#define SMX_FAULT_{upper(name)} "{name}"' for name in tables.faults]
    return "\n".join(out + ["", "#endif", ""])


def kotlin(tables):
    def number(value):
        return ("Int", str(value)) if value < 2**31 else ("Long", f"{value}L")

    out = [f"// {NOTICE}", "package com.semafore.smx", "",
           "/** Errors: one name and one number on every platform. */", "public object ErrorCode {",
           "    public const val OK: Int = 0"]
    for error in tables.errors:
        out += ["", wrapped(error.description + " */", "    /** ", "     * "),
                f"    public const val {upper(error.name)}: Int = {error.number}"]
    out += ["", '    /** The one name of a number; "unknown" for one that is not of the table. */',
            "    public fun nameOf(code: Int): String = when (code) {", '        OK -> "ok"']
    out += [f'        {upper(error.name)} -> "{error.name}"' for error in tables.errors]
    out += ['        else -> "unknown"', "    }", "",
            "    /** A sentence for people, without any value of the failing call. */",
            "    public fun descriptionOf(code: Int): String = when (code) {", '        OK -> "Done."']
    for error in tables.errors:
        pieces = textwrap.wrap(error.description, 80, drop_whitespace=False)
        text = " +\n                ".join(f'"{piece}"' for piece in pieces)
        out += [f"        {upper(error.name)} ->\n            {text}"]
    out += ['        else -> "An error of no known number."', "    }", "}", "",
            "/** Limits: sizes in bytes, counts, and times in seconds. */", "public object Limits {"]
    for limit in tables.limits:
        kind, value = number(limit.value)
        out += [f"    public const val {upper(limit.name)}: {kind} = {value}"]
    out += ["}", "", "/** Where a decoder stopped: the field it was reading. */", "public object FieldName {"]
    out += [f'    public const val {upper(name)}: String = "{name}"' for name in tables.fields]
    out += ["}", "", "/** Why a decoder stopped. */", "public object FaultKind {"]
    out += [f'    public const val {upper(name)}: String = "{name}"' for name in tables.faults]
    return "\n".join(out + ["}", ""])


def swift(tables):
    out = [f"// {NOTICE}", "", "/// Errors: one name and one number on every platform.",
           "public enum ErrorCode: Int32, CaseIterable, Sendable {"]
    for error in tables.errors:
        out += [wrapped(error.description, "  /// ", "  /// "), f"  case {camel(error.name)} = {error.number}"]
    out += ["", "  /// The one name, as vectors and every platform spell it.", "  public var name: String {",
            "    switch self {"]
    out += [f'    case .{camel(error.name)}: return "{error.name}"' for error in tables.errors]
    out += ["    }", "  }", "", "  /// A sentence for people, without any value of the failing call.",
            "  public var summary: String {", "    switch self {"]
    for error in tables.errors:
        pieces = textwrap.wrap(error.description, 80, drop_whitespace=False)
        text = "\n        + ".join(f'"{piece}"' for piece in pieces)
        out += [f"    case .{camel(error.name)}:", f"      return {text}"]
    out += ["    }", "  }", "}", "", "/// Limits: sizes in bytes, counts, and times in seconds.",
            "public enum Limits {"]
    out += [f"  public static let {camel(limit.name)}: {'Int' if limit.value < 2**31 else 'UInt64'} = {limit.value}"
            for limit in tables.limits]
    out += ["}", "", "/// Where a decoder stopped: the field it was reading.",
            "public enum FieldName: String, CaseIterable, Sendable {"]
    out += [f'  case {camel(name)} = "{name}"' for name in tables.fields]
    out += ["}", "", "/// Why a decoder stopped.", "public enum FaultKind: String, CaseIterable, Sendable {"]
    out += [f'  case {camel(name)} = "{name}"' for name in tables.faults]
    return "\n".join(out + ["}", ""])


def typescript(tables):
    out = [f"// {NOTICE}", "", "/** Errors: one name and one number on every platform. */",
           "export const errorNumbers = {"]
    for error in tables.errors:
        out += [wrapped(error.description + " */", "  /** ", "   * "), f"  {error.name}: {error.number},"]
    out += ["} as const;", "", "export type ErrorName = keyof typeof errorNumbers;", "",
            "/** Sentences for people, without any value of the failing call. */",
            "export const errorDescriptions: Readonly<Record<ErrorName, string>> = {"]
    for error in tables.errors:
        pieces = textwrap.wrap(error.description, 86, drop_whitespace=False)
        text = " +\n    ".join(f"'{piece}'" if "'" not in piece else f'"{piece}"' for piece in pieces)
        out += [f"  {error.name}:\n    {text},"]
    out += ["};", "", "/** Limits: sizes in bytes, counts, and times in seconds. */", "export const limits = {"]
    out += [f"  {camel(limit.name)}: {limit.value}," for limit in tables.limits]
    out += ["} as const;", "", "/** Where a decoder stopped: the fields of the wire formats. */",
            "export const fieldNames = ["]
    out += [f"  '{name}'," for name in tables.fields]
    out += ["] as const;", "export type FieldName = (typeof fieldNames)[number];", "",
            "/** Why a decoder stopped. */", "export const faultKinds = ["]
    out += [f"  '{name}'," for name in tables.faults]
    return "\n".join(out + ["] as const;", "export type FaultKind = (typeof faultKinds)[number];", ""])


def page(tables):
    out = ["# Errors, limits and names in every library", "", f"<!-- {NOTICE} -->", "",
           "The C, Kotlin, Swift and TypeScript libraries have these from one source, the core's headers; a",
           "check (`ci/checks/tables.py`) compares the generated files with it. What an error means for the",
           "protocol is in [the specification](spec/errors.md), why a limit is what it is in",
           "[limits](spec/limits.md).", "", "## Errors", "", "| number | name | C | what it says |", "|---|---|---|---|"]
    out += [f"| {e.number} | `{e.name}` | `SMX_{upper(e.name)}` | {e.description} |" for e in tables.errors]
    out += ["", "## Limits", "", "Sizes in bytes, times in seconds.", "",
            "| C | Kotlin: `Limits` | Swift, TypeScript | value |", "|---|---|---|---|"]
    out += [f"| `SMX_{upper(x.name)}` | `{upper(x.name)}` | `{camel(x.name)}` | {x.value} |" for x in tables.limits]
    out += ["", "## Where and why a decoder stops", "",
            "Fields: " + ", ".join(f"`{name}`" for name in tables.fields) + ".", "",
            "Kinds: " + ", ".join(f"`{name}`" for name in tables.faults) + "."]
    return "\n".join(out + [""])


FILES = {
    "mobile-adapters/c/include/smx_tables.h": c_header,
    "mobile-adapters/android/smx/src/main/kotlin/com/semafore/smx/Tables.kt": kotlin,
    "mobile-adapters/ios/Sources/SMX/Tables.swift": swift,
    "mobile-adapters/javascript/src/tables.ts": typescript,
    "docs/tables.md": page,
}
