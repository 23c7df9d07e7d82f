// Two devices, one message each way; Alice's state sealed in a file and opened again.

import Foundation
import SMX

// In an app: KeychainWrapper. Here one key for the length of the program, which hides nothing.
final class DemoKeyStore: KeyWrap, @unchecked Sendable {
  private let pad = (0..<32).map { _ in UInt8.random(in: 0...255) }

  func wrap(_ dataKey: UnsafeRawBufferPointer) -> [UInt8] {
    zip(dataKey, pad).map { $0 ^ $1 }
  }

  func unwrap(_ wrapped: [UInt8], into dataKey: UnsafeMutableRawBufferPointer) {
    dataKey.copyBytes(from: zip(wrapped, pad).map { $0 ^ $1 })
  }
}

func text(_ secret: SecretBytes) -> String {
  secret.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
}

try SMXLibrary.initialise()
let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }
let path = folder.appendingPathComponent("alice.db").path
let keyStore = DemoKeyStore()

let bob = try Device.create(in: .memory())
var alice = try Device.create(in: .sealed(.sqlite(path: path), name: "alice", keyWrap: keyStore))

// Alice has fetched Bob's bundle from a directory that vouches for it.
let bundle = try await bob.bundle(withOneTimePrekey: true)
let hello = try await alice.send(Array("hello".utf8), to: "bob", bundle: bundle)
let first = try await bob.receive(hello.envelope, from: "alice", sender: alice.keys)
print("bob reads:", text(first.plaintext))
first.plaintext.wipe()

// The program ends, and begins again.
alice = try Device.open(.sealed(.sqlite(path: path), name: "alice", keyWrap: keyStore))
let answer = try await bob.send(Array("hello back".utf8), to: "alice")
let second = try await alice.receive(answer.envelope, from: "bob", sender: bob.keys)
print("alice reads, opened again:", text(second.plaintext))
second.plaintext.wipe()
