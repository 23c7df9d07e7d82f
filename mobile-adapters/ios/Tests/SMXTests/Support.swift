import Foundation
import XCTest

@testable import SMX

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(_ secret: SecretBytes) -> String {
  secret.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
}

/// A store that keeps its records in memory, as an application would in its database.
final class TestStore: SessionStore, @unchecked Sendable {
  private let lock = NSLock()
  private var generation: UInt64 = 0
  private var records: [String: [UInt8]] = [:]
  private var failure: (any Error)?

  func fail(with error: (any Error)?) {
    lock.lock()
    defer { lock.unlock() }
    failure = error
  }

  func load() throws -> Snapshot {
    lock.lock()
    defer { lock.unlock() }
    return Snapshot(
      generation: generation, records: records.map { StoreRecord(id: $0.key, value: $0.value) })
  }

  func commit(expectedGeneration: UInt64, changes: [StoreChange]) throws {
    lock.lock()
    defer { lock.unlock() }
    if let failure { throw failure }
    guard expectedGeneration == generation else { throw SMXError.refused(.staleState) }
    for change in changes { records[change.id] = change.value }
    generation += 1
  }
}

/// Wraps by adding a number to each byte, which shows what came and went.
final class TestKeyWrap: KeyWrap, @unchecked Sendable {
  private let offset: UInt8

  init(offset: UInt8 = 7) { self.offset = offset }

  func wrap(_ dataKey: UnsafeRawBufferPointer) throws -> [UInt8] { dataKey.map { $0 &+ offset } }

  func unwrap(_ wrapped: [UInt8], into dataKey: UnsafeMutableRawBufferPointer) throws {
    guard wrapped.count == dataKey.count else { throw TestFailure.planned }
    dataKey.copyBytes(from: wrapped.map { $0 &- offset })
  }
}

final class TestCounter: RollbackCounter, @unchecked Sendable {
  private let lock = NSLock()
  private var value: UInt64 = 0

  func read() throws -> UInt64 {
    lock.lock()
    defer { lock.unlock() }
    return value
  }

  func advance(to value: UInt64) throws {
    lock.lock()
    defer { lock.unlock() }
    self.value = max(self.value, value)
  }
}

final class TestClock: DeviceClock, @unchecked Sendable {
  private let lock = NSLock()
  private var time: UInt64? = 1_700_000_000

  func set(_ time: UInt64?) {
    lock.lock()
    defer { lock.unlock() }
    self.time = time
  }

  func now() throws -> UInt64 {
    lock.lock()
    defer { lock.unlock() }
    guard let time else { throw TestFailure.planned }
    return time
  }
}

enum TestFailure: Error { case planned }

/// Fails unless the operation throws this row of the table.
func assertRefused(
  _ code: ErrorCode, line: UInt = #line, _ operation: () async throws -> Void
) async {
  do {
    try await operation()
    XCTFail("nothing was thrown", line: line)
  } catch {
    XCTAssertEqual(error.smxCode, code, "\(error)", line: line)
  }
}

/// Two devices with a session that both have used.
func pair(
  _ aliceStore: Store, _ bobStore: Store, clock: (any DeviceClock)? = nil
) async throws -> (alice: Session, bob: Session) {
  let alice = try Device.create(in: aliceStore, oneTimePrekeys: 2, clock: clock)
  let bob = try Device.create(in: bobStore, oneTimePrekeys: 2, clock: clock)
  let toBob = Session(device: alice, label: "bob", peer: bob.keys)
  let toAlice = Session(device: bob, label: "alice", peer: alice.keys)
  let first = try await toBob.send(utf8("first"), bundle: try await bob.bundle())
  _ = try await toAlice.receive(first.envelope)
  _ = try await toBob.receive(try await toAlice.send(utf8("second")).envelope)
  return (toBob, toAlice)
}

class SMXTestCase: XCTestCase {
  override func setUpWithError() throws { try SMXLibrary.initialise() }

  /// A folder that is gone after the test.
  func folder() throws -> URL {
    let made = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    addTeardownBlock { try? FileManager.default.removeItem(at: made) }
    return made
  }
}
