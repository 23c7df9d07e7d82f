// @name@: reads requests from standard input, one a line, and answers each on standard output.
// Exit status: 0 after `bye` or the end of the input.

import DriverCore
import Foundation

var lines = LineSplitter()
let conversation = Conversation(operations: operations)

func handle(_ line: Line) {
    guard !conversation.isOver else { return }
    FileHandle.standardOutput.write(conversation.answer(line) + Data([0x0a]))
}

while !conversation.isOver {
    let chunk = FileHandle.standardInput.availableData
    let isEnd = chunk.isEmpty
    for line in isEnd ? lines.finish() : lines.push(chunk) {
        handle(line)
    }
    if isEnd { break }
}
