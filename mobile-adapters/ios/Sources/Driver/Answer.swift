// One request line to one reply line.

import Foundation
import SMX

let lastReason: Int32 = 14  // of the protocol's own reasons [ERR-01]

func errorReply(_ id: Json, _ message: String) -> Json {
  .object(["id": id, "error": .object(["message": .string(message)])])
}

func hello(_ request: Request, announcing names: [String]) throws -> [String: Json] {
  let members = try request.members(["protocol"])
  guard try members.number("protocol") == 1 else { throw RequestFault(message: "protocol is not 1") }
  return [
    "protocol": .integer(1),
    "implementation": .object([
      "name": .string("smx-swift"), "version": .string(SMXLibrary.version),
      "language": .string("Swift"),
      "platform": .string(ProcessInfo.processInfo.operatingSystemVersionString),
    ]),
    "ops": .array(names.map { .string($0) }),
    "features": .object(["inject_random": .bool(true), "trace": .bool(false), "state": .bool(true)]),
  ]
}

let framing = ["hello", "case.begin", "case.end", "bye"]

@MainActor
func perform(_ name: String, _ request: Request, _ handles: Handles) async throws -> [String: Json] {
  if let op = ops[name] {
    let run = try op(request, handles)
    if request.reading.hasWrongLength { throw SMXError.refused(.malformed) }  // [PRIM-04]
    return try await run()
  }
  switch name {
  case "hello": return try hello(request, announcing: framing + ops.keys.sorted())
  case "case.begin": _ = try request.members(["case"]).text("case")
  default:
    _ = try request.members([])
    handles.devices.removeAll()
  }
  return [:]
}

/// The reply to one line, and whether it was the last.
@MainActor
func answer(_ line: [UInt8]?, _ handles: Handles) async -> (Json, Bool) {
  guard let line else { return (errorReply(.null, "the line is over 1 MiB"), false) }
  guard let json = try? JsonParser.value(of: line), case .object(let members) = json else {
    return (errorReply(.null, "the line is no JSON object in UTF-8"), false)
  }
  let id: Json
  switch members["id"] {
  case .string(let text): id = .string(text)
  case .integer(let number) where (-Members.largest...Members.largest).contains(number): id = .integer(number)
  default: return (errorReply(.null, "id: missing, or neither an integer nor a string"), false)
  }
  guard case .string(let name) = members["op"] else {
    return (errorReply(id, "op: missing, or not a string"), false)
  }
  guard ops[name] != nil || framing.contains(name) else {
    return (.object(["id": id, "unsupported": .object(["feature": .string(name)])]), false)
  }
  let request = Request(json: json, reading: Reading())
  do {
    let every = try Members(json, "", request.reading, allowing: Set(members.keys))
    if try every.flag("want_trace") {
      return (.object(["id": id, "unsupported": .object(["feature": .string("trace")])]), false)
    }
    let ok = try await perform(name, request, handles)
    return (.object(["id": id, "ok": .object(ok)]), name == "bye")
  } catch let fault as RequestFault {
    return (errorReply(id, fault.message), false)
  } catch let error as SMXError {
    guard let code = error.code, code.rawValue <= lastReason else {
      return (errorReply(id, "the library: \(error.code?.name ?? "unknown status")"), false)
    }
    return (.object(["id": id, "reject": .object(["reason": .string(code.name)])]), false)
  } catch {
    // Nobody checked its text for secrets.
    return (errorReply(id, "internal fault: \(type(of: error))"), false)
  }
}
