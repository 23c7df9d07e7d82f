// Invariant: every line put to the C++ driver has one reply, which the protocol's own schema
// accepts, with the line's id and one of ok, reject, error and unsupported; and a device or a
// session that refused a request has the digest that it had before.
//
// Input: lines of requests, as a runner sends them.
#include <string>
#include <string_view>

#include "answer.h"
#include "runner/message_shapes.h"
#include "support/fixed_random.h"
#include "support/ready.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

constexpr std::size_t kMaxLines = 64;

using driver::Json;

class Conversation {
 public:
  void say(const std::string& line) {
    const std::string before = digests();
    const Json reply = driver::answer_line(line, handles_, done_);
    require_form(line, reply);
    if (!reply.contains("ok")) require(digests() == before, "a refusal changes no digest");
  }
  [[nodiscard]] bool done() const { return done_; }

 private:
  static void require_form(const std::string& line, const Json& reply) {
    static const conformance::MessageShapes shapes;
    const std::string text = reply.dump(-1, ' ', false, Json::error_handler_t::replace);
    require(text.find('\n') == std::string::npos, "a reply is one line");
    const conformance::Json sent = conformance::parse_strict(text);
    const auto fault = shapes.reply_fault(sent);
    if (fault) std::fprintf(stderr, "%s\n%s\n", fault->c_str(), text.c_str());
    require(!fault.has_value(), "a reply has its form");
    const Json request = Json::parse(line, nullptr, false);
    if (!reply.at("id").is_null())
      require(reply.at("id") == request.at("id"), "a reply has the id");
    if (!reply.contains("ok") || !request.at("op").is_string()) return;
    const auto wrong = shapes.outputs_fault(request.at("op").get<std::string>(), sent.at("ok"));
    if (wrong) std::fprintf(stderr, "%s\n%s\n", wrong->c_str(), text.c_str());
    require(!wrong.has_value(), "the outputs of an op have their form");
  }

  /// What the driver itself says of everything it holds.
  std::string digests() {
    std::string all;
    for (const auto& [name, session] : handles_.sessions) all += ask("dr.state", "session", name);
    for (const auto& [name, device] : handles_.devices) all += ask("device.state", "device", name);
    return all;
  }
  std::string ask(const char* op, const char* member, const std::string& name) {
    bool ignored = false;
    const Json request{{"id", 1}, {"op", op}, {member, name}};
    return driver::answer_line(request.dump(), handles_, ignored).at("ok").at("digest");
  }

  driver::Handles handles_;
  bool done_ = false;
};

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx::fuzz;
  begin_fixed_random();
  make_ready();
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Conversation conversation;
  for (std::size_t i = 0; i < kMaxLines && !text.empty() && !conversation.done(); ++i) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    conversation.say(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return 0;
}
