import Foundation

/// A device's talk with one peer device: the label and the keys that belong together.
public struct Session: Sendable {
  public let device: Device
  public let label: Name
  /// The peer's keys, from an authenticated directory.
  public let peer: DeviceKeys

  public init(device: Device, label: Name, peer: DeviceKeys) {
    self.device = device
    self.label = label
    self.peer = peer
  }

  public func send(
    _ plaintext: some ContiguousBytes & Sendable, bundle: PrekeyBundle? = nil, deliveryID: Name? = nil
  ) async throws -> Sent {
    try await device.send(plaintext, to: label, bundle: bundle, deliveryID: deliveryID)
  }

  public func receive(_ envelope: [UInt8], deliveryID: Name? = nil) async throws -> Received {
    try await device.receive(envelope, from: label, sender: peer, deliveryID: deliveryID)
  }

  /// The same where an app and its extension share a store: whoever was slower reloads and repeats. The
  /// other process sees the delivery as `repeated` until it is acknowledged, then as `done`.
  public func receiveShared(_ envelope: [UInt8], deliveryID: Name) async throws -> Received {
    while true {
      do {
        return try await receive(envelope, deliveryID: deliveryID)
      } catch let error where error.smxCode == .staleState {
        try await device.reload()
      }
    }
  }

  public func restart(
    _ plaintext: some ContiguousBytes & Sendable, bundle: PrekeyBundle, deliveryID: Name? = nil
  ) async throws -> Sent {
    try await device.restart(plaintext, to: label, bundle: bundle, deliveryID: deliveryID)
  }

  public func isRestartSuggested() async throws -> Bool {
    try await device.isRestartSuggested(peer: peer)
  }
}
