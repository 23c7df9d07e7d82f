import CSMX

/// A prekey bundle: what a peer needs to start a session.
public struct PrekeyBundle: Hashable, Sendable {
  public let keys: DeviceKeys
  public let signedPrekey: SignedPrekey
  public let oneTimePrekey: OneTimePrekey?

  public init(keys: DeviceKeys, signedPrekey: SignedPrekey, oneTimePrekey: OneTimePrekey? = nil) {
    self.keys = keys
    self.signedPrekey = signedPrekey
    self.oneTimePrekey = oneTimePrekey
  }

  init(_ bundle: smx_bundle) {
    keys = DeviceKeys(bundle.keys)
    signedPrekey = SignedPrekey(bundle.signed_prekey)
    oneTimePrekey = bundle.has_one_time_prekey == 1 ? OneTimePrekey(bundle.one_time_prekey) : nil
  }

  func structure() throws -> smx_bundle {
    var bundle = smx_bundle()
    bundle.keys = try keys.structure()
    bundle.signed_prekey = try signedPrekey.structure()
    if let oneTimePrekey {
      bundle.has_one_time_prekey = 1
      bundle.one_time_prekey = try oneTimePrekey.structure()
    }
    return bundle
  }

  /// The byte layout "SMXB" (files, QR codes). Form only: `verify` looks at the signature.
  public init(decoding encoded: [UInt8]) throws {
    var bundle = smx_bundle()
    var fault = emptyFault()
    try check(smx_bundle_decode(encoded, encoded.count, &bundle, &fault), fault)
    self.init(bundle)
  }

  public func encoded() throws -> [UInt8] {
    var bundle = try structure()
    var out = [UInt8](repeating: 0, count: Limits.maxBundleSize)
    var size = out.count
    try check(smx_bundle_encode(&bundle, &out, &size))
    return Array(out.prefix(size))
  }

  /// Throws `badSignature` unless its signing key vouches for its identity and signed prekey.
  public func verify() throws {
    var bundle = try structure()
    try check(smx_bundle_verify(&bundle))
  }
}
