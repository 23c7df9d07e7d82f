// The driver protocol: lines, strict reading of requests, and the conversation itself. Nothing here
// knows what an operation does; those are in Ops.swift.

import Foundation

public let maxLine = 1024 * 1024
private let maxNumber: Int64 = (1 << 53) - 1

// What hello says of this driver. A feature is announced once the operations keep its promise.
private func introduction(_ names: [String]) -> [String: JSONValue] {
    [
        "protocol": 1,
        "implementation": .object([
            "name": "@name@",
            "version": "0.1.0",
            "language": "Swift",
            "platform": .string(ProcessInfo.processInfo.operatingSystemVersionString),
        ]),
        "ops": .array(names.map { .string($0) }),
        "features": .object(["inject_random": false, "trace": false, "state": false]),
    ]
}

/// The request itself is at fault: answered with `error`.
public struct RequestFault: Error {
    let what: String
}

/// The operation refuses, as the specification says: answered with `reject`.
public struct Reject: Error {
    let reason: String
}

/// The members of one request, read strictly: every doubt is a RequestFault.
public struct Request {
    private let members: [String: JSONValue]

    init(_ members: [String: JSONValue]) {
        self.members = members
    }

    func allowOnly(_ names: [String]) throws {
        for name in members.keys where !["id", "op", "want_trace"].contains(name) && !names.contains(name) {
            throw RequestFault(what: "\(name) is no member of this op")
        }
    }

    func has(_ name: String) -> Bool {
        members[name] != nil
    }

    private func string(_ name: String) throws -> String {
        guard let value = members[name] else { throw RequestFault(what: "\(name) is missing") }
        guard case .string(let text) = value else { throw RequestFault(what: "\(name) is no string") }
        return text
    }

    func bytes(_ name: String) throws -> [UInt8] {
        let digits = Array(try string(name).utf8)
        let values = digits.compactMap(hexValue)
        guard digits.count % 2 == 0, values.count == digits.count else {
            throw RequestFault(what: "\(name) is no lower-case hex")
        }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] * 16 + values[$0 + 1] }
    }

    /// Bytes of one length only. Read all other members first: their faults come before.
    func fixed(_ name: String, _ length: Int) throws -> [UInt8] {
        let value = try bytes(name)
        guard value.count == length else { throw Reject(reason: "malformed") }
        return value
    }

    func text(_ name: String) throws -> String {
        let value = try string(name)
        guard !value.isEmpty else { throw RequestFault(what: "\(name) is empty") }
        return value
    }

    func integer(_ name: String, _ maximum: Int64) throws -> Int64 {
        guard case .integer(let value)? = members[name], (0...maximum).contains(value) else {
            throw RequestFault(what: "\(name) is no integer from 0 to \(maximum)")
        }
        return value
    }

    func flag(_ name: String) throws -> Bool {
        guard let value = members[name] else { return false }
        guard case .bool(let flag) = value else { throw RequestFault(what: "\(name) is neither true nor false") }
        return flag
    }
}

/// What an operation works on beside its request.
public final class Context {
    /// Sessions and devices of the current case, by the names that the runner chose.
    var handles: [String: Any] = [:]
    /// Intermediate values of the current request, in order.
    var trace: [(step: String, value: [UInt8])] = []
}

/// One row of the table: the members that an operation takes, and what it does.
public struct Op {
    let name: String
    let members: [String]
    let run: (Request, Context) throws -> [String: JSONValue]

    public init(
        _ name: String, _ members: [String],
        _ run: @escaping (Request, Context) throws -> [String: JSONValue]
    ) {
        self.name = name
        self.members = members
        self.run = run
    }
}

/// One line without its LF; of one over the limit no bytes are kept.
public enum Line: Equatable {
    case bytes(Data)
    case tooLong
}

/// Lines out of a stream of bytes.
public struct LineSplitter {
    private var line = Data()
    private var isTooLong = false

    public init() {}

    public mutating func push(_ chunk: Data) -> [Line] {
        var lines: [Line] = []
        var rest = chunk[...]
        while let end = rest.firstIndex(of: 0x0a) {
            add(rest[..<end])
            lines.append(take())
            rest = rest[rest.index(after: end)...]
        }
        add(rest)
        return lines
    }

    /// The bytes after the last LF, if there are any.
    public mutating func finish() -> [Line] {
        line.isEmpty && !isTooLong ? [] : [take()]
    }

    private mutating func add(_ bytes: Data) {
        isTooLong = isTooLong || line.count + bytes.count > maxLine
        if isTooLong {
            line = Data()
        } else {
            line.append(bytes)
        }
    }

    private mutating func take() -> Line {
        defer {
            line = Data()
            isTooLong = false
        }
        return isTooLong ? .tooLong : .bytes(line)
    }
}

/// One run of the driver: from hello to bye.
public final class Conversation {
    public private(set) var isOver = false
    private let context = Context()
    private let operations: [Op]
    private static let framing = ["hello", "case.begin", "case.end", "bye"]

    public init(operations: [Op]) {
        self.operations = operations
    }

    private func hello(_ request: Request) throws -> [String: JSONValue] {
        try request.allowOnly(["protocol"])
        guard try request.integer("protocol", maxNumber) == 1 else { throw RequestFault(what: "protocol is not 1") }
        return introduction(Self.framing + operations.map(\.name))
    }

    private func run(_ name: String, _ request: Request) throws -> [String: JSONValue] {
        switch name {
        case "hello":
            return try hello(request)
        case "case.begin":
            try request.allowOnly(["case"])
            _ = try request.text("case")
            return [:]
        case "case.end", "bye":
            try request.allowOnly([])
            context.handles = [:]
            isOver = name == "bye"
            return [:]
        default:
            guard let operation = operations.first(where: { $0.name == name }) else {
                throw RequestFault(what: "op is unknown")
            }
            try request.allowOnly(operation.members)
            return try operation.run(request, context)
        }
    }

    private func verdict(_ name: String, _ request: Request) throws -> [String: JSONValue] {
        do {
            return ["ok": .object(try run(name, request))]
        } catch let refusal as Reject {
            return ["reject": .object(["reason": .string(refusal.reason)])]
        }
    }

    private func errorReply(_ message: String) -> [String: JSONValue] {
        ["error": .object(["message": .string(message)])]
    }

    private func outcome(_ request: Request) -> [String: JSONValue] {
        do {
            let name = try request.text("op")
            guard Self.framing.contains(name) || operations.contains(where: { $0.name == name }) else {
                return ["unsupported": .object(["feature": .string(String(name.prefix(80)))])]
            }
            let wantTrace = try request.flag("want_trace")
            context.trace = []
            var reply = try verdict(name, request)
            if wantTrace {
                reply["trace"] = .array(context.trace.map {
                    .object(["step": .string($0.step), "value": .string(hex($0.value))])
                })
            }
            return reply
        } catch let fault as RequestFault {
            return errorReply(fault.what)
        } catch {
            // Never a reject: a bug must not look like a refusal.
            return errorReply("internal fault: \(type(of: error))")
        }
    }

    private func reply(_ line: Line) -> [String: JSONValue] {
        func unreadable(_ why: String) -> [String: JSONValue] {
            errorReply(why).merging(["id": .null]) { own, _ in own }
        }
        guard case .bytes(let bytes) = line else { return unreadable("the line is over 1 MiB") }
        // Decoded first: the parser would take other encodings than UTF-8 too.
        guard let text = String(data: bytes, encoding: .utf8),
            let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)),
            case .object(let members) = value
        else { return unreadable("the line is no JSON object in UTF-8") }
        switch members["id"] {
        case .string?, .integer?:
            return outcome(Request(members)).merging(["id": members["id"] ?? .null]) { own, _ in own }
        default:
            return unreadable("no id that is an integer or a string")
        }
    }

    /// The reply to one line, without LF.
    public func answer(_ line: Line) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        let unwritable = Data(#"{"id":null,"error":{"message":"internal fault: the reply is no JSON"}}"#.utf8)
        return (try? encoder.encode(JSONValue.object(reply(line)))) ?? unwritable
    }
}

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return digit - UInt8(ascii: "a") + 10
    default: return nil
    }
}

func hex<Bytes: Sequence>(_ bytes: Bytes) -> String where Bytes.Element == UInt8 {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
