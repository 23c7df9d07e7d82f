import Foundation

let longestLine = 1 << 20

/// Reads lines of bytes in bounded memory; nil at the end, and an empty optional for one that is too long.
struct LineReader {
  private var buffer: [UInt8] = []
  private var isSkipping = false

  mutating func next() -> [UInt8]?? {
    while true {
      if let end = buffer.firstIndex(of: 0x0a) {
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        let isTooLong = isSkipping || line.count > longestLine
        isSkipping = false
        return .some(isTooLong ? nil : line)
      }
      if buffer.count > longestLine {
        buffer.removeAll()
        isSkipping = true
      }
      let more = FileHandle.standardInput.availableData
      if more.isEmpty {
        if buffer.isEmpty && !isSkipping { return nil }
        let line = buffer
        buffer.removeAll()
        defer { isSkipping = false }
        return .some(isSkipping ? nil : line)
      }
      buffer.append(contentsOf: more)
    }
  }
}
