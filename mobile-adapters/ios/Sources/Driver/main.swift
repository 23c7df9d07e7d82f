// smx-driver-swift: the Swift package behind the driver protocol (conformance/protocol), over the testing
// half of the C library. Exit status: 0 after `bye` or the end of the input, 1 when the library does not
// start.

import Foundation
import SMX

do {
  try SMXLibrary.initialise()
} catch {
  FileHandle.standardError.write(Data("smx-driver-swift: \(error.localizedDescription)\n".utf8))
  exit(1)
}
let handles = Handles()
var lines = LineReader()
var isDone = false
while !isDone, let line = lines.next() {
  let (reply, isLast) = await answer(line, handles)
  var text = reply.line
  if text.utf8.count > longestLine {
    text = errorReply(.null, "the reply does not fit a line").line
  }
  FileHandle.standardOutput.write(Data((text + "\n").utf8))
  isDone = isLast
}
