import XCTest

@testable import SMX

final class StoreTests: SMXTestCase {
  func testAStoreOfTheApplication() async throws {
    let records = TestStore()
    let (alice, bob) = try await pair(.application(records), .memory())
    let again = try Device.open(.application(records))
    XCTAssertEqual(again.keys, alice.device.keys)
    // The other device over the records is faster.
    _ = try await again.replenish(1)
    await assertRefused(.staleState) { _ = try await alice.send(utf8("x")) }
    try await alice.device.reload()
    let received = try await bob.receive(try await alice.send(utf8("x")).envelope)
    XCTAssertEqual(text(received.plaintext), "x")
  }

  func testWhatAStoreThrowsIsTheCause() async throws {
    let records = TestStore()
    let (alice, _) = try await pair(.application(records), .memory())
    let generation = try await alice.device.generation()
    for (error, code): (any Error, ErrorCode) in [
      (TestFailure.planned, .storageFailed), (SMXError.refused(.staleState), .staleState),
      (SMXError.refused(.storageCorrupt), .storageCorrupt),
      (SMXError.refused(.decryptionFailed), .storageFailed),
    ] {
      records.fail(with: error)
      do {
        _ = try await alice.send(utf8("x"))
        XCTFail("nothing was thrown")
      } catch SMXError.callback(let thrown, cause: _) {
        XCTAssertEqual(thrown, code)
      }
      let now = try await alice.device.generation()
      XCTAssertEqual(now, generation)
    }
    records.fail(with: nil)
    _ = try await alice.send(utf8("x"))
    await assertRefused(.noSession) {
      _ = try await alice.device.send(utf8("x"), to: "nobody")
    }
  }

  func testASealedStoreIsOpenedAgain() async throws {
    let path = try folder().appendingPathComponent("device.db").path
    let keyWrap = TestKeyWrap()
    let counter = TestCounter()
    let seal = { () throws -> Store in
      try .sealed(.sqlite(path: path), name: "alice", keyWrap: keyWrap, counter: counter)
    }
    var store: Store? = try seal()
    let keys = try Device.create(in: XCTUnwrap(store), oneTimePrekeys: 0).keys
    XCTAssertGreaterThan(try XCTUnwrap(store).sealsUsed(), 0)
    try XCTUnwrap(store).rekey()
    store = nil
    XCTAssertEqual(try Device.open(seal()).keys, keys)
    XCTAssertGreaterThan(try counter.read(), 0)

    await assertRefused(.storageCorrupt) {
      _ = try Store.sealed(.sqlite(path: path), name: "mallory", keyWrap: keyWrap, counter: counter)
    }
    await assertRefused(.storageCorrupt) {
      _ = try Store.sealed(
        .sqlite(path: path), name: "alice", keyWrap: TestKeyWrap(offset: 8), counter: counter)
    }
    // A backup came back.
    try counter.advance(to: counter.read() + 5)
    await assertRefused(.staleState) { _ = try Device.open(seal()) }
  }

  func testAClockThatFails() async throws {
    let clock = TestClock()
    let device = try Device.create(in: .memory(), oneTimePrekeys: 0, clock: clock)
    clock.set(nil)
    await assertRefused(.clockFailed) { _ = try await device.rotate() }
  }

  func testHandlesAreFreedInAnyOrder() async throws {
    for _ in 0..<1000 {
      var store: Store? = try .application(TestStore())
      let device = try Device.create(in: XCTUnwrap(store), oneTimePrekeys: 0)
      weak var held = store
      store = nil
      XCTAssertNotNil(held, "the device stands on it")
      _ = try await device.replenish(1)
    }
  }
}
