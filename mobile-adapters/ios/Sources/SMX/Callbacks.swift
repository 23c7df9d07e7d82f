/// One named piece of a device's state. Ids are short ASCII without keys, names or times; values are
/// secret, unless a sealed store is in front.
public struct StoreRecord: Sendable, Equatable {
  public let id: String
  public let value: [UInt8]

  public init(id: String, value: [UInt8]) {
    self.id = id
    self.value = value
  }
}

/// A record to write, or with nil one to delete; deleting what is not there is fine.
public struct StoreChange: Sendable, Equatable {
  public let id: String
  public let value: [UInt8]?
}

/// A store's records, all of one generation: 0 for a store that was never written.
public struct Snapshot: Sendable, Equatable {
  public let generation: UInt64
  public let records: [StoreRecord]

  public init(generation: UInt64, records: [StoreRecord]) {
    self.generation = generation
    self.records = records
  }
}

/// A store of the application, in its own database. It is called in the thread of the call that needs it,
/// and must not use a device or a store of this package. Throw `SMXError.refused(.staleState)` or
/// `.refused(.storageCorrupt)`; all else that is thrown counts as `storageFailed`.
public protocol SessionStore: AnyObject, Sendable {
  func load() throws -> Snapshot
  /// Writes all changes in their order, or none, and returns only when they are durable. The store's
  /// generation must be the expected one (else `staleState`) and is one more afterwards: compare and
  /// swap in one transaction.
  func commit(expectedGeneration: UInt64, changes: [StoreChange]) throws
}

/// Where the platform's key store plugs in. What is thrown counts as `keyUnavailable`.
public protocol KeyWrap: AnyObject, Sendable {
  /// 32 bytes to a form that only this device can open, at most 4096 bytes. The pointer is the call's.
  func wrap(_ dataKey: UnsafeRawBufferPointer) throws -> [UInt8]
  /// Back, into the 32 bytes given.
  func unwrap(_ wrapped: [UInt8], into dataKey: UnsafeMutableRawBufferPointer) throws
}

/// A number that only grows and that no backup brings back. What is thrown counts as `counterFailed`.
public protocol RollbackCounter: AnyObject, Sendable {
  /// 0 before the first `advance`.
  func read() throws -> UInt64
  /// Durable on return; never lowers it, also when two processes advance it at once.
  func advance(to value: UInt64) throws
}

/// Seconds since 1970. What is thrown counts as `clockFailed`.
public protocol DeviceClock: AnyObject, Sendable {
  func now() throws -> UInt64
}
