#include "request_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "runner/input_error.h"
#include "runner/schema.h"
#include "runner/transport.h"

namespace smx::vectors {
namespace {

using conformance::InputError;
using conformance::Schema;

constexpr std::array<std::string_view, 4> kConversation = {"hello", "case.begin", "case.end",
                                                           "bye"};

/// The schemas of the requests, each compiled once.
class RequestForms {
 public:
  /// Definitions of operations are the ones that name themselves.
  bool knows(const std::string& op) const {
    const conformance::Json& definitions = document_.at("definitions");
    return definitions.contains(op) && definitions[op].contains("properties") &&
           definitions[op]["properties"].value("op", conformance::Json()) ==
               conformance::Json{{"const", op}};
  }

  std::optional<std::string> fault(const std::string& op, const conformance::Json& request) {
    auto found = schemas_.find(op);
    if (found == schemas_.end()) {
      found = schemas_.emplace(op, Schema::definition(document_, op)).first;
    }
    return found->second.fault(request);
  }

 private:
  conformance::Json document_ =
      conformance::parse_strict(conformance::embedded_schema("request.schema.json"));
  std::map<std::string, Schema> schemas_;
};

RequestForms& request_forms() {
  static RequestForms forms;
  return forms;
}

/// Reads the lines of a script one by one.
class ScriptReader {
 public:
  explicit ScriptReader(const std::string& source) : source_(source) {}

  void line(std::string_view text) {
    ++line_;
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) return;
    if (text.size() > conformance::kMaxLineBytes) fail("longer than a line may be");
    conformance::Json json = parsed(text);
    const std::string op = op_of(json);
    // What id the request had does not matter; that it had none would be a request fault.
    json.emplace("id", 1);
    if (const auto fault = request_forms().fault(op, json)) {
      fail(*fault + ": a fault of the request, which no vector can hold");
    }
    if (op == "case.begin" && ++cases_ > 1) fail("a second case: give one at a time");
    if (std::ranges::find(kConversation, op) != kConversation.end()) return;
    for (const char* name : {"id", "op", "want_trace"}) json.erase(name);
    requests_.push_back({op, std::move(json)});
  }

  std::vector<Request> finish() {
    if (requests_.empty()) throw InputError(fmt::format("{}: holds no request", source_));
    return std::move(requests_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(fmt::format("{}: line {}: {}", source_, line_, what));
  }

  conformance::Json parsed(std::string_view text) const {
    try {
      return conformance::parse_strict(text);
    } catch (const conformance::JsonError& error) {
      fail(error.what());
    }
  }

  std::string op_of(const conformance::Json& json) const {
    if (!json.is_object() || !json.contains("op") || !json["op"].is_string()) {
      fail("no object with an op");
    }
    const auto op = json["op"].get<std::string>();
    if (!request_forms().knows(op)) {
      fail(fmt::format("there is no operation {}", op));
    }
    return op;
  }

  const std::string& source_;
  std::vector<Request> requests_;
  std::size_t line_ = 0;
  std::size_t cases_ = 0;
};

}  // namespace

std::vector<Request> requests_of(const conformance::Case& test) {
  std::vector<Request> requests;
  for (const conformance::Step& step : test.steps) requests.push_back({step.op, step.in});
  return requests;
}

std::string script_text(const std::vector<Request>& requests) {
  std::string text;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    conformance::Json line = requests[i].in;
    line["id"] = i + 1;
    line["op"] = requests[i].op;
    text += line.dump() + "\n";
  }
  return text;
}

std::vector<Request> read_script(std::string_view text, const std::string& source) {
  ScriptReader reader(source);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reader.finish();
}

}  // namespace smx::vectors
