// The operations that this driver knows. Call your implementation from here.
//
// An operation reads and checks every member before anything is done. It returns the members of
// `ok`, or throws Reject with the reason that the specification names. Sessions and devices stay in
// context.handles until case.end; intermediate values go to context.trace.

import Crypto
import Foundation

private let hkdfMax: Int64 = 255 * 32
private let frameSizes = (45 + 16)...(45 + 65536 + 16)

/// Add operations here: name, its members, its function. hello announces what this table holds.
public let operations: [Op] = [
    Op("hkdf.sha256", ["salt", "ikm", "info", "length"], hkdfSHA256),
    Op("drv1.parse", ["frame"], drv1Parse),
]

private func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
}

private func hkdfSHA256(_ request: Request, _ context: Context) throws -> [String: JSONValue] {
    let (salt, ikm, info) = (try request.bytes("salt"), try request.bytes("ikm"), try request.bytes("info"))
    let length = Int(try request.integer("length", hkdfMax))
    let key = hmac(salt, ikm)
    var okm: [UInt8] = []
    var block: [UInt8] = []
    var counter: UInt8 = 0
    while okm.count < length {
        counter += 1
        block = hmac(key, block + info + [counter])
        okm += block
    }
    return ["okm": .string(hex(okm.prefix(length)))]
}

private func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
    bytes.reduce(0) { $0 << 8 | Int64($1) }
}

private func drv1Parse(_ request: Request, _ context: Context) throws -> [String: JSONValue] {
    let frame = try request.bytes("frame")
    guard frameSizes.contains(frame.count) else { throw Reject(reason: "malformed") }  // [DRV1-05]
    let n = integer(frame[41..<45])
    guard frame.starts(with: Array("DRV1\0".utf8)), n != 0xffff_ffff else {
        throw Reject(reason: "malformed")  // [DRV1-04], [DRV1-06]
    }
    return [
        "flags": .integer(Int64(frame[4])),
        "ratchet_key": .string(hex(frame[5..<37])),
        "pn": .integer(integer(frame[37..<41])),
        "n": .integer(n),
        "ciphertext": .string(hex(frame[45...])),
    ]
}
