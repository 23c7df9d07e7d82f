import XCTest

@testable import SMX

final class ErrorTests: SMXTestCase {
  func testADecoderSaysWhereItStopped() async throws {
    let device = try Device.create(in: .memory(), oneTimePrekeys: 0)
    let encoded = try await device.bundle().encoded()
    XCTAssertThrowsError(try PrekeyBundle(decoding: Array(encoded.prefix(100)))) { error in
      guard case SMXError.malformed(let fault) = error else { return XCTFail("\(error)") }
      XCTAssertEqual(fault.offset, 100)
      XCTAssertEqual(fault.kind, "truncated")
    }
    XCTAssertThrowsError(try Envelope(decoding: [])) { XCTAssertEqual($0.smxCode, .malformed) }
    XCTAssertThrowsError(try Frame(decoding: [0])) { XCTAssertEqual($0.smxCode, .malformed) }
  }

  func testFormsAreJudged() async throws {
    let device = try Device.create(in: .memory(), oneTimePrekeys: 0)
    let prekey = try await device.signedPrekey()
    XCTAssertThrowsError(try DeviceKeys(identityKey: [1], signingKey: [2]))
    for id: [UInt8] in [[], [0xff], Array("a\n".utf8), [UInt8](repeating: 0x61, count: 65)] {
      let changed = SignedPrekey(
        keyID: id, publicKey: prekey.publicKey, signature: prekey.signature)
      XCTAssertThrowsError(try changed.verify(owner: device.keys)) {
        XCTAssertEqual($0.smxCode, .malformed)
      }
    }
    let stranger = try Device.create(in: .memory(), oneTimePrekeys: 0)
    XCTAssertThrowsError(try prekey.verify(owner: stranger.keys)) {
      XCTAssertEqual($0.smxCode, .badSignature)
    }
  }

  func testEveryRowHasANameAndASentence() {
    XCTAssertEqual(Set(ErrorCode.allCases.map(\.name)).count, ErrorCode.allCases.count)
    for code in ErrorCode.allCases {
      XCTAssertFalse(code.summary.isEmpty)
      XCTAssertEqual(SMXError.refused(code).code, code)
    }
  }
}
