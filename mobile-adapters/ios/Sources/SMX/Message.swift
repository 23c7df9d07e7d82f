import CSMX

/// How an output relates to its delivery id.
public enum Delivery: UInt32, Sendable {
  /// Made by this call.
  case fresh = 0
  /// Made by an earlier call and never acknowledged: the same bytes.
  case repeated = 1
  /// Made by an earlier call and acknowledged: no bytes.
  case done = 2
}

/// Delivery ids of sent and of received messages are separate.
public enum Direction: Sendable {
  case sent
  case received
}

/// What a message did besides.
public struct Outcome: Sendable, Equatable {
  /// The pair of keys that it is for, or from.
  public let peer: DeviceKeys
  public let delivery: Delivery
  public let sessionStarted: Bool
  /// Received: the peer lost its state or restarted. Tell the user.
  public let sessionReplaced: Bool
  public let oneTimePrekeyUsed: Bool
  /// The label stood for other keys until now. Tell the user.
  public let peerKeysChanged: Bool

  init(_ outcome: smx_outcome) {
    peer = DeviceKeys(outcome.peer)
    delivery = Delivery(rawValue: outcome.delivery) ?? .fresh
    sessionStarted = outcome.session_started == 1
    sessionReplaced = outcome.session_replaced == 1
    oneTimePrekeyUsed = outcome.one_time_prekey_used == 1
    peerKeysChanged = outcome.peer_keys_changed == 1
  }
}

/// An envelope to hand over.
public struct Sent: Sendable {
  public let envelope: [UInt8]
  public let outcome: Outcome
}

/// A plaintext, overwritten when nobody holds it any more.
public struct Received: Sendable {
  public let plaintext: SecretBytes
  public let outcome: Outcome
}

/// An output that was made and never acknowledged.
public struct PendingDelivery: Sendable, Equatable {
  public let id: Name
  public let label: Name
  public let direction: Direction

  init(_ delivery: smx_pending_delivery) {
    id = Name(leading(of: delivery.id, delivery.id_size))
    label = Name(leading(of: delivery.label, delivery.label_size))
    direction = delivery.outgoing == 1 ? .sent : .received
  }
}

/// A label that stands for a peer device, and the sessions with that device.
public struct PeerStatus: Sendable, Equatable {
  public let label: Name
  public let keys: DeviceKeys
  /// The active one and the archived ones.
  public let sessions: Int
  public let skippedKeys: Int
  public let awaitingFirstReply: Bool
  public let oneTimePrekeyUsed: Bool

  init(_ peer: smx_peer) {
    label = Name(leading(of: peer.label, peer.label_size))
    keys = DeviceKeys(peer.keys)
    sessions = peer.sessions
    skippedKeys = peer.skipped_keys
    awaitingFirstReply = peer.awaiting_first_reply == 1
    oneTimePrekeyUsed = peer.one_time_prekey_used == 1
  }
}
