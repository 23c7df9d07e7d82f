#include "transcript.h"

namespace smx::interop {

using namespace conformance;

void Transcript::add(const std::string& who, const std::string& with, const std::string& what,
                     const Json& body) {
  const Json line{{"at", lines_.size() + 1}, {"who", who}, {"with", with}, {what, body}};
  lines_.push_back(line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string Transcript::text() const {
  std::string text =
      R"({"test_data":"keys, codes and plaintexts were drawn for this run and protect nothing"})"
      "\n";
  for (const std::string& line : lines_) text += line + "\n";
  return text;
}

Json without_tokens(Json body) {
  if (!body.is_object()) return body;
  for (const char* member : {"access_token", "refresh_token"}) {
    if (body.contains(member)) body[member] = "(left out)";
  }
  return body;
}

Exchange RecordedTransport::exchange(const std::string& line, std::chrono::milliseconds timeout) {
  const auto as_json = [](const std::string& text) {
    Json json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? Json(text) : json;
  };
  transcript_.add(who_, "driver", "request", as_json(line));
  Exchange got = inner_->exchange(line, timeout);
  if (got.kind == Exchange::Kind::kLine) {
    transcript_.add(who_, "driver", "reply", as_json(got.text));
  } else {
    transcript_.add(who_, "driver", "note", "no reply line: " + got.text);
  }
  return got;
}

}  // namespace smx::interop
