import CSMX
import Foundation

/// A name that the application chose: a label (0 to 255 bytes) of a peer's device, or a delivery id (1 to
/// 64 bytes) of a message. A text stands for its UTF-8 bytes.
public struct Name: Hashable, Sendable, ExpressibleByStringLiteral {
  public let bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  public init(_ text: String) { bytes = Array(text.utf8) }
  public init(stringLiteral value: String) { self.init(value) }

  /// Its text, if it is one.
  public var text: String? { String(bytes: bytes, encoding: .utf8) }
}

/// The bytes of a C value, which has no padding.
func bytes<T>(of value: T) -> [UInt8] {
  withUnsafeBytes(of: value) { Array($0) }
}

/// The first `count` bytes of a C array.
func leading<T>(of value: T, _ count: Int) -> [UInt8] {
  withUnsafeBytes(of: value) { Array($0.prefix(count)) }
}

/// Fills a C array. Throws `malformed` when the sizes differ.
func put<T>(_ bytes: [UInt8], into field: inout T) throws {
  guard bytes.count == MemoryLayout<T>.size else { throw SMXError.refused(.malformed) }
  withUnsafeMutableBytes(of: &field) { $0.copyBytes(from: bytes) }
}

func keyID(_ bytes: [UInt8]) throws -> smx_key_id {
  guard bytes.count <= Limits.maxKeyIdSize else { throw SMXError.refused(.malformed) }
  var id = smx_key_id()
  withUnsafeMutableBytes(of: &id.bytes) { $0.copyBytes(from: bytes) }
  id.size = UInt8(bytes.count)
  return id
}

extension smx_key_id {
  var held: [UInt8] { leading(of: bytes, Int(size)) }
}

/// A device's two public identities, 32 bytes each: the X25519 identity key and the Ed25519 signing key.
public struct DeviceKeys: Hashable, Sendable {
  public let identityKey: [UInt8]
  public let signingKey: [UInt8]

  /// Throws `malformed` for other sizes.
  public init(identityKey: [UInt8], signingKey: [UInt8]) throws {
    guard identityKey.count == Limits.keySize, signingKey.count == Limits.keySize else {
      throw SMXError.refused(.malformed)
    }
    self.identityKey = identityKey
    self.signingKey = signingKey
  }

  init(_ keys: smx_device_keys) {
    identityKey = bytes(of: keys.identity_key)
    signingKey = bytes(of: keys.signing_key)
  }

  func structure() throws -> smx_device_keys {
    var keys = smx_device_keys()
    try put(identityKey, into: &keys.identity_key)
    try put(signingKey, into: &keys.signing_key)
    return keys
  }
}

/// A signed prekey as it is published. The id: 1 to 64 bytes of UTF-8 without control characters.
public struct SignedPrekey: Hashable, Sendable {
  public let keyID: [UInt8]
  public let publicKey: [UInt8]
  public let signature: [UInt8]

  public init(keyID: [UInt8], publicKey: [UInt8], signature: [UInt8]) {
    self.keyID = keyID
    self.publicKey = publicKey
    self.signature = signature
  }

  init(_ prekey: smx_signed_prekey) {
    keyID = prekey.key_id.held
    publicKey = bytes(of: prekey.public_key)
    signature = bytes(of: prekey.signature)
  }

  func structure() throws -> smx_signed_prekey {
    var prekey = smx_signed_prekey()
    prekey.key_id = try SMX.keyID(keyID)
    try put(publicKey, into: &prekey.public_key)
    try put(signature, into: &prekey.signature)
    return prekey
  }

  /// Throws `badSignature` unless the owner's signing key vouches for it.
  public func verify(owner: DeviceKeys) throws {
    var keys = try owner.structure()
    var prekey = try structure()
    try check(smx_signed_prekey_verify(&keys, &prekey))
  }
}

/// A one-time prekey as it is published: each serves one peer, once.
public struct OneTimePrekey: Hashable, Sendable {
  public let keyID: [UInt8]
  public let publicKey: [UInt8]

  public init(keyID: [UInt8], publicKey: [UInt8]) {
    self.keyID = keyID
    self.publicKey = publicKey
  }

  init(_ prekey: smx_one_time_prekey) {
    keyID = prekey.key_id.held
    publicKey = bytes(of: prekey.public_key)
  }

  func structure() throws -> smx_one_time_prekey {
    var prekey = smx_one_time_prekey()
    prekey.key_id = try SMX.keyID(keyID)
    try put(publicKey, into: &prekey.public_key)
    return prekey
  }
}
