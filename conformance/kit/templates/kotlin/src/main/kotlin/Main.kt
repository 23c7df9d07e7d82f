// @name@: reads requests from standard input, one a line, and answers each on standard output.
// Exit status: 0 after `bye` or the end of the input.
package driver

import java.io.BufferedInputStream
import java.io.InputStream
import java.io.OutputStream

fun serve(input: InputStream, output: OutputStream) {
    val conversation = Conversation(operations)
    while (!conversation.isOver) {
        val line = readLine(input) ?: return
        output.write(conversation.answer(line) + '\n'.code.toByte())
        output.flush()
    }
}

fun main() {
    serve(BufferedInputStream(System.`in`), System.out)
}
