import Foundation
import XCTest

@testable import DriverCore

final class DriverTests: XCTestCase {
    private let frame =
        "4452563100" + String(repeating: "11", count: 32) + "0a0b0c0d01020304" + String(repeating: "22", count: 20)

    private func ask(_ line: Data, _ table: [Op] = operations) throws -> [String: JSONValue] {
        let reply = Conversation(operations: table).answer(.bytes(line))
        return try JSONDecoder().decode([String: JSONValue].self, from: reply)
    }

    private func ask(_ line: String, _ table: [Op] = operations) throws -> [String: JSONValue] {
        try ask(Data(line.utf8), table)
    }

    private func outputs(_ reply: [String: JSONValue]) -> [String: JSONValue] {
        guard case .object(let members)? = reply["ok"] else { return [:] }
        return members
    }

    func testHelloAnnouncesTheTable() throws {
        let ok = outputs(try ask(#"{"id":1,"op":"hello","protocol":1}"#))
        guard case .array(let names)? = ok["ops"] else { return XCTFail("no ops") }
        XCTAssertEqual(names.count, 4 + operations.count)
    }

    func testRFC5869Case1() throws {
        let ikm = String(repeating: "0b", count: 22)
        let reply = try ask(
            #"{"id":"a","op":"hkdf.sha256","salt":"000102030405060708090a0b0c","#
                + #""ikm":"\#(ikm)","info":"f0f1f2f3f4f5f6f7f8f9","length":42}"#)
        XCTAssertEqual(reply["id"], "a")
        guard case .string(let okm)? = outputs(reply)["okm"] else { return XCTFail("no okm") }
        XCTAssertTrue(okm.hasPrefix("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"))
    }

    func testAFrameIsReadOrRefused() throws {
        let ok = outputs(try ask(#"{"id":1,"op":"drv1.parse","frame":"\#(frame)"}"#))
        XCTAssertEqual(ok["pn"], 0x0a0b_0c0d)
        XCTAssertEqual(ok["n"], 0x0102_0304)
        let refused = try ask(#"{"id":1,"op":"drv1.parse","frame":"\#(frame.dropFirst(10))"}"#)
        XCTAssertEqual(refused["reject"], .object(["reason": "malformed"]))
    }

    func testFaultsOfTheRequestAreErrors() throws {
        for request in [
            #"{"id":1,"op":"drv1.parse"}"#,
            #"{"id":1,"op":"drv1.parse","frame":"AA"}"#,
            #"{"id":1,"op":"drv1.parse","frame":"\#(frame)","more":1}"#,
            #"{"id":1,"op":"hkdf.sha256","salt":"","ikm":"","info":"","length":8161}"#,
            #"{"id":1,"op":"hello","protocol":2}"#,
        ] {
            XCTAssertNotNil(try ask(request)["error"], request)
        }
        for line in ["", "[]", "{", #"{"id":true,"op":"bye"}"#, #"{"op":"bye"}"#] {
            XCTAssertEqual(try ask(line)["id"], .null, line)
        }
        XCTAssertEqual(try ask(Data([0xff]))["id"], .null)
    }

    func testABugIsAnErrorAndNotARefusal() throws {
        struct Bug: Error {}
        let bug = Op("bug", []) { _, _ in throw Bug() }
        XCTAssertNotNil(try ask(#"{"id":1,"op":"bug"}"#, [bug])["error"])
    }

    func testUnknownOperationsAreUnsupported() throws {
        let reply = try ask(#"{"id":1,"op":"x25519"}"#)
        XCTAssertEqual(reply["unsupported"], .object(["feature": "x25519"]))
    }

    func testALongLineIsDroppedAndTheNextOneRead() {
        var lines = LineSplitter()
        let input = Data(repeating: 0x61, count: maxLine + 1) + Data("\nb\n".utf8)
        XCTAssertEqual(lines.push(input), [.tooLong, .bytes(Data("b".utf8))])
    }
}
