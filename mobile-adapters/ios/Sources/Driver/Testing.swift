// The testing half of the C library: devices of given keys, and injected random values.

import CSMX
@_spi(Testing) import SMX

/// Throws the error of the table unless the status is SMX_OK.
func check(_ status: Int32) throws {
  guard status != SMX_OK else { return }
  guard let code = ErrorCode(rawValue: status) else { throw SMXError.unknown(status) }
  throw SMXError.refused(code)
}

func bytes<T>(of value: T) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

func keyIDStructure(_ id: [UInt8]) throws -> smx_key_id {
  guard id.count <= Limits.maxKeyIdSize else { throw SMXError.refused(.malformed) }
  var made = smx_key_id()
  withUnsafeMutableBytes(of: &made.bytes) { $0.copyBytes(from: id) }
  made.size = UInt8(id.count)
  return made
}

extension smx_key_id {
  var held: [UInt8] { withUnsafeBytes(of: bytes) { Array($0.prefix(Int(size))) } }
}

extension PrivatePrekey {
  func structure() throws -> smx_testing_prekey {
    var prekey = smx_testing_prekey()
    prekey.key_id = try keyIDStructure(keyID)
    withUnsafeMutableBytes(of: &prekey.private_key) { $0.copyBytes(from: privateKey) }
    return prekey
  }
}

/// A pointer to a time, or null where none is known.
private func withTime<R>(_ now: UInt64?, _ body: (UnsafePointer<UInt64>?) -> R) -> R {
  guard var time = now else { return body(nil) }
  return withUnsafePointer(to: &time) { body($0) }
}

func createDevice(
  identityPrivate: [UInt8], signingPrivate: [UInt8], signedPrekeys: [PrivatePrekey],
  oneTimePrekeys: [PrivatePrekey], now: UInt64?
) throws -> Device {
  let signed = try signedPrekeys.map { try $0.structure() }
  let oneTime = try oneTimePrekeys.map { try $0.structure() }
  return try Device(adopting: { opened in
    withTime(now) { time in
      smx_testing_device_create(
        identityPrivate, signingPrivate, signed, signed.count, oneTime, oneTime.count, time, &opened)
    }
  })
}

func drawDevice(oneTimePrekeys: Int, now: UInt64?) throws -> Device {
  try Device(adopting: { opened in
    withTime(now) { smx_testing_device_draw(oneTimePrekeys, $0, &opened) }
  })
}

/// The random values of a request: none at all, or some.
struct Injection: Sendable {
  let values: [UInt32: [UInt8]]?

  static let fields: [(name: String, draw: UInt32, size: Int)] = [
    ("ek_private", UInt32(SMX_TESTING_EPHEMERAL_PRIVATE), Limits.keySize),
    ("ratchet_private", UInt32(SMX_TESTING_RATCHET_PRIVATE), Limits.keySize),
    ("nonce", UInt32(SMX_TESTING_NONCE), Limits.nonceSize),
  ]

  init(_ request: Members, _ names: Set<String>) throws {
    guard request.has("random") else {
      values = nil
      return
    }
    let random = try request.object("random", allowing: names)
    var read: [UInt32: [UInt8]] = [:]
    for field in Injection.fields where random.has(field.name) {
      read[field.draw] = try random.bytes(field.name, size: field.size)
    }
    values = read
  }

  static let none = Injection()
  private init() { values = nil }
}

extension Device {
  func inject(_ injection: Injection) throws {
    try withNative { device in
      try check(smx_testing_clear_injected(device))
      guard let values = injection.values else { return }
      try check(smx_testing_inject_only(device))
      for (draw, value) in values {
        try check(smx_testing_inject(device, draw, value, value.count))
      }
    }
  }

  func setTime(_ now: UInt64) throws {
    try withNative { try check(smx_testing_set_time($0, now)) }
  }

  func rotate(to prekey: PrivatePrekey) throws -> SignedPrekey {
    var given = try prekey.structure()
    var made = smx_signed_prekey()
    try withNative { try check(smx_testing_rotate($0, &given, &made)) }
    return SignedPrekey(
      keyID: made.key_id.held, publicKey: bytes(of: made.public_key),
      signature: bytes(of: made.signature))
  }

  func replenish(with prekeys: [PrivatePrekey]) throws -> [OneTimePrekey] {
    let given = try prekeys.map { try $0.structure() }
    var made = [smx_one_time_prekey](repeating: smx_one_time_prekey(), count: given.count)
    try withNative { try check(smx_testing_replenish($0, given, given.count, &made)) }
    return made.map { OneTimePrekey(keyID: $0.key_id.held, publicKey: bytes(of: $0.public_key)) }
  }

  /// Newest first.
  func signedPrekeyIDs() throws -> [[UInt8]] {
    try withNative { device in
      var count = 0
      var ids: [smx_key_id] = []
      var status = smx_testing_signed_prekey_ids(device, nil, &count)
      while status == SMX_BUFFER_TOO_SMALL {
        ids = [smx_key_id](repeating: smx_key_id(), count: count)
        status = smx_testing_signed_prekey_ids(device, &ids, &count)
      }
      try check(status)
      return ids.prefix(count).map(\.held)
    }
  }

  func stateDigest() throws -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Limits.digestSize)
    try withNative { try check(smx_testing_state_digest($0, &digest)) }
    return digest
  }
}
