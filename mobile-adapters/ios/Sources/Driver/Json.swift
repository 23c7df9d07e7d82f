// JSON of the driver protocol: strict, and integers only (no number of the protocol has a fraction).

indirect enum Json {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number that is no integer of 64 bits.
  case number
  case string(String)
  case array([Json])
  case object([String: Json])
}

struct NotJson: Error {}

/// Reads one value that is the whole of the bytes.
struct JsonParser {
  private let bytes: [UInt8]
  private var at = 0
  private static let deepest = 64

  static func value(of bytes: [UInt8]) throws -> Json {
    guard String(validating: bytes) != nil else { throw NotJson() }
    var parser = JsonParser(bytes: bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.at == bytes.count else { throw NotJson() }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { at += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ text: StaticString) throws {
    for byte in text.description.utf8 {
      guard take(byte) else { throw NotJson() }
    }
  }

  private mutating func value(depth: Int) throws -> Json {
    guard depth < JsonParser.deepest else { throw NotJson() }
    skipSpace()
    switch next {
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    case UInt8(ascii: "t"):
      try expect("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try expect("false")
      return .bool(false)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    default: return try number()
    }
  }

  private mutating func array(depth: Int) throws -> [Json] {
    at += 1
    var items: [Json] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return items }
    repeat {
      items.append(try value(depth: depth + 1))
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect("]")
    return items
  }

  private mutating func object(depth: Int) throws -> [String: Json] {
    at += 1
    var members: [String: Json] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { return members }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw NotJson() }
      let name = try string()
      skipSpace()
      try expect(":")
      members[name] = try value(depth: depth + 1)
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect("}")
    return members
  }

  private mutating func number() throws -> Json {
    let start = at
    _ = take(UInt8(ascii: "-"))
    let digits = at
    skipDigits()
    guard at > digits, bytes[digits] != 0x30 || at == digits + 1 else { throw NotJson() }
    let end = at
    if take(UInt8(ascii: ".")) { try someDigits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try someDigits()
    }
    guard at == end, let integer = Int64(String(decoding: bytes[start..<end], as: UTF8.self)) else {
      return .number
    }
    return .integer(integer)
  }

  private mutating func skipDigits() {
    while let byte = next, (0x30...0x39).contains(byte) { at += 1 }
  }

  private mutating func someDigits() throws {
    let start = at
    skipDigits()
    guard at > start else { throw NotJson() }
  }

  private mutating func string() throws -> String {
    at += 1
    var out: [UInt8] = []
    while let byte = next {
      at += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: out, as: UTF8.self) }
      guard byte >= 0x20 else { throw NotJson() }
      if byte == UInt8(ascii: "\\") { out += try escape() } else { out.append(byte) }
    }
    throw NotJson()
  }

  private mutating func escape() throws -> [UInt8] {
    guard let byte = next else { throw NotJson() }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try unicode()
    default: throw NotJson()
    }
  }

  private mutating func unicode() throws -> [UInt8] {
    var point = try unit()
    if (0xd800...0xdbff).contains(point) {
      try expect("\\u")
      let low = try unit()
      guard (0xdc00...0xdfff).contains(low) else { throw NotJson() }
      point = 0x10000 + (point - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(point) else { throw NotJson() }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func unit() throws -> UInt32 {
    guard at + 4 <= bytes.count else { throw NotJson() }
    var value: UInt32 = 0
    for byte in bytes[at..<at + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw NotJson() }
      value = value << 4 | UInt32(digit)
    }
    at += 4
    return value
  }
}

extension String {
  /// Well-formed UTF-8, or nil.
  init?(validating bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    // Where something was repaired, the bytes differ.
    guard text.utf8.elementsEqual(bytes) else { return nil }
    self = text
  }
}

extension Json {
  /// One line; members by name.
  var line: String {
    switch self {
    case .null, .number: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .string(let value): return Json.quoted(value)
    case .array(let items): return "[" + items.map(\.line).joined(separator: ",") + "]"
    case .object(let members):
      let sorted = members.sorted { $0.key < $1.key }
      return "{" + sorted.map { Json.quoted($0.key) + ":" + $0.value.line }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\u{00}"..<"\u{20}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
