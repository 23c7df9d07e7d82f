// @name@: reads requests from standard input, one a line, and answers each on standard output.
// Exit status: 0 after `bye` or the end of the input.

#include <iostream>

#include "ops.h"
#include "protocol.h"

int main() {
  std::ios::sync_with_stdio(false);
  driver::Conversation conversation(driver::operations());
  while (!conversation.is_over()) {
    const driver::Line line = driver::read_line(std::cin);
    if (line.at_end) break;
    std::cout << conversation.answer(line) << '\n' << std::flush;
  }
  return 0;
}
