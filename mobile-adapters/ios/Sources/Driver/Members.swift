// The members of a request. Request faults are found while they are read; wrong lengths are noted and
// judged after all has been read (driver protocol, "Order of faults").

import SMX

/// The request itself is at fault: answered with `error`.
struct RequestFault: Error {
  let message: String
}

/// What is known while one request is read.
final class Reading {
  var hasWrongLength = false
}

struct Members {
  private let members: [String: Json]
  private let path: String
  private let reading: Reading

  static let largest: Int64 = 1 << 53 - 1

  /// A closed object: it has no member but these.
  init(_ json: Json, _ path: String, _ reading: Reading, allowing names: Set<String>) throws {
    guard case .object(let members) = json else {
      throw RequestFault(message: "\(path): not an object")
    }
    self.members = members
    self.path = path
    self.reading = reading
    if let strange = members.keys.filter({ !names.contains($0) }).min() {
      throw fault(strange, "no member of this op")
    }
  }

  private func fault(_ name: String, _ what: String) -> RequestFault {
    RequestFault(message: path.isEmpty ? "\(name): \(what)" : "\(path).\(name): \(what)")
  }

  private func require(_ name: String) throws -> Json {
    guard let member = members[name] else { throw fault(name, "missing") }
    return member
  }

  func has(_ name: String) -> Bool { members[name] != nil }

  func text(_ name: String) throws -> String {
    guard case .string(let value) = try require(name) else { throw fault(name, "not a string") }
    if value.isEmpty { throw fault(name, "empty") }
    return value
  }

  func bytes(_ name: String, size: Int? = nil) throws -> [UInt8] {
    guard case .string(let value) = try require(name) else { throw fault(name, "not a string") }
    let digits = Array(value.utf8)
    guard digits.count % 2 == 0 else { throw fault(name, "an odd number of hex digits") }
    var out: [UInt8] = []
    out.reserveCapacity(digits.count / 2)
    for at in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Members.digit(digits[at]), let low = Members.digit(digits[at + 1]) else {
        throw fault(name, "no lower-case hex")
      }
      out.append(high << 4 | low)
    }
    if let size, out.count != size { reading.hasWrongLength = true }
    return out
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return byte - UInt8(ascii: "a") + 10
    default: return nil
    }
  }

  func key(_ name: String) throws -> [UInt8] { try bytes(name, size: Limits.keySize) }

  func number(_ name: String) throws -> UInt64 {
    guard case .integer(let value) = try require(name), (0...Members.largest).contains(value) else {
      throw fault(name, "not an integer from 0 to 2^53 - 1")
    }
    return UInt64(value)
  }

  func flag(_ name: String) throws -> Bool {
    guard has(name) else { return false }
    guard case .bool(let value) = try require(name) else { throw fault(name, "neither true nor false") }
    return value
  }

  func object(_ name: String, allowing names: Set<String>) throws -> Members {
    try Members(require(name), path.isEmpty ? name : "\(path).\(name)", reading, allowing: names)
  }

  func objects(_ name: String, allowing names: Set<String>) throws -> [Members] {
    guard case .array(let items) = try require(name) else { throw fault(name, "not an array") }
    return try items.map { try Members($0, "\(path).\(name)[]", reading, allowing: names) }
  }

  /// A peer's label [KEY-15].
  func label(_ name: String) throws -> Name {
    let label = Name(try text(name))
    if label.bytes.count > Limits.maxLabelSize { throw fault(name, "longer than 255 bytes") }
    return label
  }
}

/// A private prekey of a request.
struct PrivatePrekey {
  let keyID: [UInt8]
  let privateKey: [UInt8]

  static let members: Set<String> = ["key_id", "private_key"]

  init(_ members: Members) throws {
    keyID = try members.bytes("key_id")
    privateKey = try members.key("private_key")
  }
}

/// An id that is too long for the library's structures, as one that is malformed all the same.
private func heldID(_ id: [UInt8]) -> [UInt8] { id.count > Limits.maxKeyIdSize ? [0xff] : id }

/// Reads a bundle; the closure makes it when all lengths have been judged.
func readBundle(_ parent: Members) throws -> () throws -> PrekeyBundle {
  let members = try parent.object(
    "bundle", allowing: ["identity_key", "signing_key", "signed_prekey", "one_time_prekey"])
  let identityKey = try members.key("identity_key")
  let signingKey = try members.key("signing_key")
  let signed = try members.object("signed_prekey", allowing: ["key_id", "public_key", "signature"])
  let signedPrekey = SignedPrekey(
    keyID: heldID(try signed.bytes("key_id")), publicKey: try signed.key("public_key"),
    signature: try signed.bytes("signature", size: Limits.signatureSize))
  var oneTimePrekey: OneTimePrekey?
  if members.has("one_time_prekey") {
    let one = try members.object("one_time_prekey", allowing: ["key_id", "public_key"])
    oneTimePrekey = OneTimePrekey(
      keyID: heldID(try one.bytes("key_id")), publicKey: try one.key("public_key"))
  }
  let read = oneTimePrekey
  return {
    PrekeyBundle(
      keys: try DeviceKeys(identityKey: identityKey, signingKey: signingKey),
      signedPrekey: signedPrekey, oneTimePrekey: read)
  }
}
