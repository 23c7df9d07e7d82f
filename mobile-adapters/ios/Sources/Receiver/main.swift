// One of two processes over one store (TwoProcessesTests): an app or its notification extension. Each line
// of its input is a delivery id, the sender's two keys and an envelope, in hex. It receives as an
// application should, prints the id, how the delivery relates to it and the text, and acknowledges.

import Foundation
import SMX

func bytes(_ hex: Substring) -> [UInt8] {
  let digits = hex.utf8.map { UInt8($0 <= 0x39 ? $0 - 0x30 : $0 - 0x61 + 10) }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

setvbuf(stdout, nil, _IOLBF, 0)
try SMXLibrary.initialise()
let device = try Device.open(.sqlite(path: CommandLine.arguments[1]))
print("ready")
while let line = readLine() {
  let parts = line.split(separator: " ")
  let id = Name(String(parts[0]))
  let keys = try DeviceKeys(identityKey: bytes(parts[1]), signingKey: bytes(parts[2]))
  let session = Session(device: device, label: "alice", peer: keys)
  let received = try await session.receiveShared(bytes(parts[3]), deliveryID: id)
  let text = received.plaintext.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  print(parts[0], received.outcome.delivery, text)
  while true {
    do {
      try await device.acknowledge(id, .received)
      break
    } catch let error where error.smxCode == .staleState {
      try await device.reload()
    }
  }
}
