// Invariant: what a driver writes is cut into lines in one way, however it arrives in pieces; each
// whole line of a batch belongs to one request or is surplus, none is lost and none counted twice;
// and a line is judged without an exception other than JsonError.
//
// Input: u8 number of requests, u8 size of the pieces, then the driver's output.
#include <string>
#include <vector>

#include "runner/batch_replies.h"
#include "runner/line_buffer.h"
#include "runner/message_shapes.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

using conformance::Exchange;

/// The lines as a pipe gives them, in pieces; ends with a line that is too long.
std::vector<std::string> lines_of(std::string_view text, std::size_t piece) {
  std::vector<std::string> lines;
  conformance::LineBuffer buffer;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    buffer.add(text.substr(at, piece));
    for (;;) {
      Exchange line = buffer.take_line();
      if (line.kind != Exchange::Kind::kLine) break;
      require(line.text.find('\n') == std::string::npos, "a line holds no line feed");
      lines.push_back(std::move(line.text));
    }
  }
  return lines;
}

void judge(const std::string& line) {
  static const conformance::MessageShapes shapes;
  try {
    const conformance::Json reply = conformance::parse_strict(line);
    const auto fault = shapes.reply_fault(reply);
    if (fault) {
      require(!fault->empty(), "a fault of form is named");
      return;
    }
    require(reply.is_object() && reply.contains("id"), "a reply that has its form has an id");
    if (!reply.contains("ok")) return;
    for (const char* op : {"hello", "smx1.parse", "dr.state", "device.state", "x3dh.initiate"}) {
      static_cast<void>(shapes.outputs_fault(op, reply.at("ok")));
    }
  } catch (const conformance::JsonError& error) {
    require(*error.what() != '\0', "what is no JSON is said to be none");
  }
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx::fuzz;
  Input input(data, size);
  const std::size_t requests = input.u8();
  const std::size_t piece = 1U + input.u8();
  const smx::ByteView bytes = input.rest();
  const std::string text(bytes.begin(), bytes.end());

  const std::vector<std::string> lines = lines_of(text, piece);
  require(lines == lines_of(text, 1), "lines do not depend on the pieces");
  const smx::conformance::BatchReplies replies(text, requests);
  std::size_t given = 0;
  for (std::size_t i = 0; i < requests; ++i) {
    given += replies.lines(i).size();
    require(replies.has(i) == !replies.lines(i).empty(), "a request has a reply or none");
    require(i < replies.next() || !replies.has(i), "none is answered behind the last");
  }
  require(replies.answered() <= requests && replies.next() <= requests, "no more than were asked");
  require(replies.has_surplus() ? given < lines.size() : given == lines.size(),
          "each line belongs to one request or is surplus");
  for (const std::string& line : lines) judge(line);
  return 0;
}
