import XCTest

@testable import SMX

final class DeviceTests: SMXTestCase {
  func testASessionFromABundleBothWays() async throws {
    let alice = try Device.create(in: .memory(), oneTimePrekeys: 1)
    let bob = try Device.create(in: .memory(), oneTimePrekeys: 1)
    await assertRefused(.noSession) { _ = try await alice.send(utf8("x"), to: "bob") }

    let published = try await bob.bundle(withOneTimePrekey: true)
    let bundle = try PrekeyBundle(decoding: published.encoded())
    XCTAssertEqual(bundle, published)
    try bundle.verify()
    let sent = try await alice.send(utf8("hello"), to: "bob", bundle: bundle)
    XCTAssertTrue(sent.outcome.sessionStarted)
    XCTAssertTrue(sent.outcome.oneTimePrekeyUsed)
    XCTAssertEqual(sent.outcome.peer, bob.keys)
    XCTAssertEqual(sent.outcome.delivery, .fresh)

    let envelope = try Envelope(decoding: sent.envelope)
    XCTAssertEqual(envelope.signedPrekeyID, bundle.signedPrekey.keyID)
    XCTAssertEqual(envelope.oneTimePrekeyID, bundle.oneTimePrekey?.keyID)
    XCTAssertEqual(envelope.ciphertext, Array(sent.envelope.suffix(envelope.ciphertext.count)))

    let received = try await bob.receive(sent.envelope, from: "alice", sender: alice.keys)
    XCTAssertEqual(text(received.plaintext), "hello")
    XCTAssertEqual(received.outcome.peer, alice.keys)
    await assertRefused(.duplicateMessage) {
      _ = try await bob.receive(sent.envelope, from: "alice", sender: alice.keys)
    }
    let answer = try await bob.send(utf8("hello back"), to: "alice")
    XCTAssertEqual(try Frame(decoding: answer.envelope).number, 0)
    let read = try await alice.receive(answer.envelope, from: "bob", sender: bob.keys)
    XCTAssertEqual(text(read.plaintext), "hello back")
  }

  func testSizes() async throws {
    let (alice, bob) = try await pair(.memory(), .memory())
    for size in [0, 1, Limits.maxPlaintextSize] {
      let plaintext = [UInt8](repeating: 0xa5, count: size)
      let received = try await bob.receive(try await alice.send(plaintext).envelope)
      XCTAssertEqual(received.plaintext.withUnsafeBytes { Array($0) }, plaintext)
    }
    await assertRefused(.tooLarge) {
      _ = try await alice.send([UInt8](repeating: 0, count: Limits.maxPlaintextSize + 1))
    }
    await assertRefused(.malformed) {
      _ = try await bob.receive([UInt8](repeating: 0, count: 1 << 20))
    }
    await assertRefused(.malformed) { _ = try await bob.receive([]) }
  }

  func testAPlaintextIsWiped() async throws {
    let (alice, bob) = try await pair(.memory(), .memory())
    let received = try await bob.receive(try await alice.send(utf8("secret")).envelope)
    XCTAssertEqual(received.plaintext.count, 6)
    received.plaintext.wipe()
    XCTAssertEqual(received.plaintext.count, 0)
    XCTAssertEqual(text(received.plaintext), "")
  }

  func testDeliveryIDs() async throws {
    let (alice, bob) = try await pair(.memory(), .memory())
    let sent = try await alice.send(utf8("once"), deliveryID: "m-1")
    let again = try await alice.send(utf8("once"), deliveryID: "m-1")
    XCTAssertEqual(again.outcome.delivery, .repeated)
    XCTAssertEqual(again.envelope, sent.envelope)
    let pending = try await alice.device.pendingDeliveries()
    XCTAssertEqual(pending.map(\.id), ["m-1"])
    XCTAssertEqual(pending.map(\.direction), [.sent])
    try await alice.device.acknowledge("m-1", .sent)
    let done = try await alice.send(utf8("once"), deliveryID: "m-1")
    XCTAssertEqual(done.outcome.delivery, .done)
    XCTAssertEqual(done.envelope, [])

    _ = try await bob.receive(sent.envelope, deliveryID: "m-1")
    // What was kept is longer than this envelope could hold.
    let repeated = try await bob.receive(utf8("?"), deliveryID: "m-1")
    XCTAssertEqual(repeated.outcome.delivery, .repeated)
    XCTAssertEqual(text(repeated.plaintext), "once")
    await assertRefused(.invalidArgument) {
      _ = try await alice.send(utf8("x"), deliveryID: Name(String(repeating: "x", count: 65)))
    }
  }

  func testPrekeysAreMadeAndRotated() async throws {
    let clock = TestClock()
    let device = try Device.create(in: .memory(), oneTimePrekeys: 3, clock: clock)
    let made = try await device.replenish(2)
    let all = try await device.oneTimePrekeys()
    XCTAssertEqual(Array(all.suffix(2)), made)
    let isLow = try await device.isLowOnOneTimePrekeys(threshold: 6)
    XCTAssertTrue(isLow)
    await assertRefused(.invalidArgument) { _ = try await device.replenish(1001) }
    await assertRefused(.invalidArgument) { _ = try await device.replenish(-1) }
    clock.set(1_700_000_000 + UInt64(Limits.signedPrekeyRotationSeconds))
    let isDue = try await device.isRotationDue()
    XCTAssertTrue(isDue)
    let before = try await device.signedPrekey()
    let rotated = try await device.rotate()
    try rotated.verify(owner: device.keys)
    XCTAssertNotEqual(rotated.keyID, before.keyID)
    try await device.purge()
  }

  func testARestartAndItsLimit() async throws {
    let clock = TestClock()
    let (alice, bob) = try await pair(.memory(), .memory(), clock: clock)
    for _ in 0..<Limits.failuresBeforeRestart {
      var damaged = try await alice.send(utf8("x")).envelope
      damaged[damaged.count - 1] ^= 1
      let spoiled = damaged
      await assertRefused(.decryptionFailed) { _ = try await bob.receive(spoiled) }
    }
    let isSuggested = try await bob.isRestartSuggested()
    XCTAssertTrue(isSuggested)
    let bundle = try await alice.device.bundle()
    let restart = try await bob.restart(utf8("again"), bundle: bundle)
    let received = try await alice.receive(restart.envelope)
    XCTAssertTrue(received.outcome.sessionReplaced)
    await assertRefused(.restartLimited) { _ = try await bob.restart(utf8("x"), bundle: bundle) }
  }

  func testLabels() async throws {
    let (alice, bob) = try await pair(.memory(), .memory())
    let held = try await alice.device.keys(of: "bob")
    XCTAssertEqual(held, bob.device.keys)
    let none = try await alice.device.keys(of: "nobody")
    XCTAssertNil(none)
    let peers = try await alice.device.peers()
    XCTAssertEqual(peers.map(\.label.text), ["bob"])
    XCTAssertEqual(peers.map(\.sessions), [1])
  }
}
