#include "batch_transport.h"

#include <fmt/format.h>

#include <stdexcept>

namespace smx::conformance {
namespace {

constexpr std::size_t kShown = 200;

/// The host's line with the id of the live request in place of the batch's own; a line that is no
/// reply to this request keeps what is wrong with it.
std::string under_live_id(const std::string& line, std::size_t own, const Json& live) {
  Json json;
  try {
    json = parse_strict(line);
  } catch (const JsonError&) {
    return line;
  }
  if (!json.is_object() || !json.contains("id")) return line;
  json["id"] = json["id"] == own ? live : Json(live.get<std::uint64_t>() + 1);
  return json.dump();
}

}  // namespace

std::size_t BatchTransport::find(const Json& request) {
  const std::string op = request.at("op").get<std::string>();
  if (op == "hello") return 0;
  if (op == "bye") return batch_.requests.size() - 1;
  if (op == "case.begin") return batch_.begins.at(request.at("case").get<std::string>());
  const std::string sense = sense_of(request);
  for (std::size_t i = position_; i < batch_.requests.size(); ++i) {
    if (batch_.requests[i].sense == sense) return i;
    if (batch_.requests[i].op == "case.end") break;
  }
  throw std::logic_error(fmt::format("the batch does not hold the request {}", op));
}

Exchange BatchTransport::exchange(const std::string& line, std::chrono::milliseconds) {
  const Json request = Json::parse(line);
  const std::size_t index = find(request);
  position_ = index + 1;
  parting_ = position_ == batch_.requests.size();
  const std::vector<std::string>& lines = replies_.lines(index);
  if (lines.size() > 1) return {Exchange::Kind::kUnasked, lines.back().substr(0, kShown)};
  if (lines.empty()) {
    if (index >= replies_.next()) {
      return {Exchange::Kind::kAbandoned, fmt::format("request {} has no reply yet", index + 1)};
    }
    return {Exchange::Kind::kClosed,
            fmt::format("request {} has no reply, a later one has", index + 1)};
  }
  if (lines.front().size() > kMaxLineBytes) return {Exchange::Kind::kOversized, {}};
  return {Exchange::Kind::kLine, under_live_id(lines.front(), index + 1, request.at("id"))};
}

std::string BatchTransport::unasked_output() {
  return parting_ && replies_.has_surplus() ? "lines after the last reply" : std::string();
}

Farewell BatchTransport::finish(std::chrono::milliseconds) { return {true, "the batch ended"}; }

}  // namespace smx::conformance
