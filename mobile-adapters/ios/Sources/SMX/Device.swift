import CSMX
import Foundation

/// One device over a store. Every operation is one atomic commit: nothing it yields leaves before that is
/// durable, and one that throws has changed nothing. After `staleState` (another process was faster) and
/// `storageFailed` call `reload` and try again. An operation takes microseconds, or as long as the store's
/// commit, and holds its thread meanwhile. Labels are the application's names of peer devices.
public actor Device {
  private let handle: DeviceHandle
  /// Who this device is.
  public nonisolated let keys: DeviceKeys

  init(_ handle: DeviceHandle) throws {
    var keys = smx_device_keys()
    try check(smx_device_keys_of_own(handle.native, &keys))
    self.handle = handle
    self.keys = DeviceKeys(keys)
  }

  /// Makes a device in an empty store, with 0 to 1000 one-time prekeys. Throws `invalidArgument` where
  /// the store is not empty. Without a clock: the system's.
  public static func create(
    in store: Store, oneTimePrekeys: Int = 100, clock: (any DeviceClock)? = nil
  ) throws -> Device {
    guard oneTimePrekeys >= 0 else { throw SMXError.refused(.invalidArgument) }
    return try Device(
      DeviceHandle(store: store, clock: clock.map { ClockBox($0) }) { clock, opened in
        smx_device_create(store.native, clock, oneTimePrekeys, &opened)
      })
  }

  /// Opens the device that a store holds. Throws `invalidArgument` where the store is empty.
  public static func open(_ store: Store, clock: (any DeviceClock)? = nil) throws -> Device {
    try Device(
      DeviceHandle(store: store, clock: clock.map { ClockBox($0) }) { clock, opened in
        smx_device_open(store.native, clock, &opened)
      })
  }

  /// Reads the state again.
  public func reload() throws { try check(smx_device_reload(handle.native)) }

  /// The number of the last commit, as this device knows it.
  public func generation() throws -> UInt64 {
    var generation: UInt64 = 0
    try check(smx_device_generation(handle.native, &generation))
    return generation
  }

  // MARK: Prekeys

  /// The signed prekey to publish.
  public func signedPrekey() throws -> SignedPrekey {
    var prekey = smx_signed_prekey()
    try check(smx_device_signed_prekey(handle.native, &prekey))
    return SignedPrekey(prekey)
  }

  /// The one-time prekeys that are left, oldest first. All may be published again.
  public func oneTimePrekeys() throws -> [OneTimePrekey] {
    try list(smx_one_time_prekey()) { smx_device_one_time_prekeys(handle.native, $0, $1) }
      .map { OneTimePrekey($0) }
  }

  /// Makes one-time prekeys: at most 1000 at once and 10,000 in all, else `invalidArgument`.
  public func replenish(_ count: Int) throws -> [OneTimePrekey] {
    guard (0...Limits.maxPrekeyBatch).contains(count) else {
      throw SMXError.refused(.invalidArgument)
    }
    var made = [smx_one_time_prekey](repeating: smx_one_time_prekey(), count: count)
    let status = made.withUnsafeMutableBufferPointer {
      smx_device_replenish(handle.native, count, $0.baseAddress)
    }
    try check(status)
    return made.map { OneTimePrekey($0) }
  }

  /// Whether fewer than `threshold` one-time prekeys are left.
  public func isLowOnOneTimePrekeys(threshold: Int) throws -> Bool {
    guard threshold >= 0 else { throw SMXError.refused(.invalidArgument) }
    var low: UInt8 = 0
    try check(smx_device_low_on_one_time_prekeys(handle.native, threshold, &low))
    return low == 1
  }

  /// Whether the signed prekey is 7 days old, or of unknown age.
  public func isRotationDue() throws -> Bool {
    var due: UInt8 = 0
    try check(smx_device_rotation_due(handle.native, &due))
    return due == 1
  }

  /// Makes a new signed prekey; the one it replaces serves 14 days more.
  public func rotate() throws -> SignedPrekey {
    var prekey = smx_signed_prekey()
    try check(smx_device_rotate(handle.native, &prekey))
    return SignedPrekey(prekey)
  }

  /// A bundle; with a one-time prekey made for it, it is for one peer.
  public func bundle(withOneTimePrekey: Bool = false) throws -> PrekeyBundle {
    var bundle = smx_bundle()
    let kind = withOneTimePrekey ? SMX_BUNDLE_ONE_TIME : SMX_BUNDLE_PLAIN
    try check(smx_device_bundle(handle.native, UInt32(kind), &bundle))
    return PrekeyBundle(bundle)
  }

  // MARK: Messages

  /// Encrypts for the device behind the label; with a bundle and no session, for the bundle's device,
  /// which the label stands for from then on. At most 65,536 bytes. Throws `noSession` without both;
  /// `malformed`, `badSignature`, `lowOrderPoint` for the bundle; `noSendingChain`, `tooLarge`,
  /// `chainExhausted`. A delivery id keeps the output, in the same commit, until `acknowledge`.
  public func send(
    _ plaintext: some ContiguousBytes & Sendable, to label: Name, bundle: PrekeyBundle? = nil,
    deliveryID: Name? = nil
  ) throws -> Sent {
    let structure = try bundle?.structure()
    return try plaintext.withUnsafeBytes { raw in
      let text = raw.bindMemory(to: UInt8.self)
      return try Device.envelope(of: text.count) { out, size, outcome in
        withOptional(structure) { bundle in
          withOptionalBytes(deliveryID) { id, idSize in
            smx_device_send(
              handle.native, label.bytes, label.bytes.count, text.baseAddress, text.count, bundle, id,
              idSize, out, size, outcome)
          }
        }
      }
    }
  }

  /// Replaces the session with a peer that no longer understands us: the old one still decrypts and
  /// never sends again. Throws as `send` does, and `restartLimited`.
  public func restart(
    _ plaintext: some ContiguousBytes & Sendable, to label: Name, bundle: PrekeyBundle,
    deliveryID: Name? = nil
  ) throws -> Sent {
    let structure = try bundle.structure()
    return try plaintext.withUnsafeBytes { raw in
      let text = raw.bindMemory(to: UInt8.self)
      return try Device.envelope(of: text.count) { out, size, outcome in
        withOptional(structure) { bundle in
          withOptionalBytes(deliveryID) { id, idSize in
            smx_device_restart(
              handle.native, label.bytes, label.bytes.count, bundle, text.baseAddress, text.count, id,
              idSize, out, size, outcome)
          }
        }
      }
    }
  }

  /// Decrypts one envelope from a device whose keys come from an authenticated directory; the label
  /// stands for that pair from then on. Throws `malformed`, `noSession`, `replayedBootstrap`,
  /// `unknownPrekey`, `lowOrderPoint`, `tooManySkipped`, `duplicateMessage`, `decryptionFailed`.
  public func receive(
    _ envelope: [UInt8], from label: Name, sender: DeviceKeys, deliveryID: Name? = nil
  ) throws -> Received {
    var keys = try sender.structure()
    var outcome = Device.emptyOutcome()
    var size = envelope.count
    // Again only where what was kept under the delivery id is longer than this envelope.
    for _ in 0..<2 {
      var status = SMX_OK
      let plaintext = SecretBytes(capacity: size) { memory in
        let out = memory.bindMemory(to: UInt8.self).baseAddress
        status = withOptionalBytes(deliveryID) { id, idSize in
          smx_device_receive(
            handle.native, label.bytes, label.bytes.count, &keys, envelope, envelope.count, id,
            idSize, out, &size, &outcome)
        }
        return status == SMX_OK ? size : 0
      }
      if status == SMX_BUFFER_TOO_SMALL { continue }
      try check(status)
      return Received(plaintext: plaintext, outcome: Outcome(outcome))
    }
    throw SMXError.refused(.bufferTooSmall)
  }

  /// Whether three frames in a row failed as a lost session fails. A relay can forge that.
  public func isRestartSuggested(peer: DeviceKeys) throws -> Bool {
    var keys = try peer.structure()
    var suggested: UInt8 = 0
    try check(smx_device_restart_suggested(handle.native, &keys, &suggested))
    return suggested == 1
  }

  // MARK: Deliveries and peers

  /// The output of this delivery id was handed over. Unknown ids are fine.
  public func acknowledge(_ deliveryID: Name, _ direction: Direction) throws {
    let outgoing: UInt8 = direction == .sent ? 1 : 0
    try check(
      smx_device_acknowledge(
        handle.native, deliveryID.bytes, deliveryID.bytes.count, outgoing))
  }

  public func pendingDeliveries() throws -> [PendingDelivery] {
    try list(smx_pending_delivery()) { smx_device_pending_deliveries(handle.native, $0, $1) }
      .map { PendingDelivery($0) }
  }

  /// The labels, and what they stand for.
  public func peers() throws -> [PeerStatus] {
    try list(smx_peer()) { smx_device_peers(handle.native, $0, $1) }.map { PeerStatus($0) }
  }

  /// The pair of keys that a label stands for; nil for none.
  public func keys(of label: Name) throws -> DeviceKeys? {
    var keys = smx_device_keys()
    let status = smx_device_keys_of(handle.native, label.bytes, label.bytes.count, &keys)
    if status == SMX_NO_SESSION { return nil }
    try check(status)
    return DeviceKeys(keys)
  }

  /// Lets go what is too old. Call it about once a day.
  public func purge() throws { try check(smx_device_purge(handle.native)) }

  // MARK: -

  private static func emptyOutcome() -> smx_outcome {
    var outcome = smx_outcome()
    outcome.struct_size = MemoryLayout<smx_outcome>.size
    return outcome
  }

  private typealias Making = (
    UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>, UnsafeMutablePointer<smx_outcome>
  ) -> smx_status

  /// Makes an envelope of a plaintext of this size.
  private static func envelope(of plaintextSize: Int, _ make: Making) throws -> Sent {
    var outcome = emptyOutcome()
    var size = smx_envelope_bound(plaintextSize)
    var out: [UInt8] = []
    var status = SMX_BUFFER_TOO_SMALL
    // Again only where what was kept under the delivery id is longer than this envelope can be.
    for _ in 0..<2 where status == SMX_BUFFER_TOO_SMALL {
      out = [UInt8](repeating: 0, count: size)
      status = out.withUnsafeMutableBufferPointer { make($0.baseAddress, &size, &outcome) }
    }
    try check(status)
    return Sent(envelope: Array(out.prefix(size)), outcome: Outcome(outcome))
  }
}

// For the driver of the conformance runner, which makes devices of given keys over the testing half of
// the C library; an application has no use for it.
extension Device {
  @_spi(Testing) public init(adopting open: (inout OpaquePointer?) -> Int32) throws {
    try self.init(DeviceHandle(store: nil, clock: nil) { _, opened in open(&opened) })
  }

  @_spi(Testing) public func withNative<R>(_ body: (OpaquePointer) throws -> R) rethrows -> R {
    try body(handle.native)
  }
}
