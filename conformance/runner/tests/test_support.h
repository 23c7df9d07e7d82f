// What the runner's tests share: the small vector file, temporary folders, a scripted driver.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "runner/driver.h"
#include "runner/vector_set.h"

namespace smx::conformance::test {

inline std::filesystem::path fixtures() {
  return std::filesystem::path(SMX_TEST_DATA) / "fixtures";
}

inline VectorFile small_file() { return read_vector_file(fixtures() / "small-v1.json"); }

inline Json small_json() { return read_json_file(fixtures() / "small-v1.json"); }

inline const Case& case_named(const VectorFile& file, const std::string& id) {
  for (const Case& test : file.cases) {
    if (test.id == id) return test;
  }
  throw std::out_of_range("no case " + id);
}

/// A folder that is gone when the test is.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "smx-runner-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A driver without a process: a function from request to reply line.
class ScriptedTransport final : public Transport {
 public:
  using Script = std::function<Exchange(const Json& request)>;

  explicit ScriptedTransport(Script script) : script_(std::move(script)) {}

  Exchange exchange(const std::string& line, std::chrono::milliseconds) override {
    return script_(Json::parse(line));
  }
  std::string unasked_output() override { return {}; }
  Farewell finish(std::chrono::milliseconds) override { return {true, "exit status 0"}; }
  std::string diagnostics() override { return "said on standard error"; }

 private:
  Script script_;
};

inline Exchange line(const Json& reply) { return {Exchange::Kind::kLine, reply.dump()}; }

inline Json hello_outputs() {
  return {{"protocol", 1},
          {"implementation",
           {{"name", "scripted"}, {"version", "1"}, {"language", "c++"}, {"platform", "test"}}},
          {"ops",
           {"hello", "case.begin", "case.end", "bye", "hkdf.sha256", "drv1.parse", "dr.init",
            "dr.encrypt", "dr.decrypt", "dr.state", "device.new", "device.state"}},
          {"features", {{"inject_random", true}, {"trace", true}, {"state", true}}}};
}

/// Replies to the conversation (hello, case.begin, case.end, bye) by itself and asks `steps` for
/// the outputs or members of everything else.
inline std::unique_ptr<ScriptedTransport> scripted(std::function<Json(const Json& request)> steps) {
  return std::make_unique<ScriptedTransport>([steps = std::move(steps)](const Json& request) {
    const std::string op = request["op"].get<std::string>();
    Json reply = {{"ok", Json::object()}};
    if (op == "hello") {
      reply["ok"] = hello_outputs();
    } else if (op != "case.begin" && op != "case.end" && op != "bye") {
      reply = steps(request);
    }
    reply["id"] = request["id"];
    return line(reply);
  });
}

/// Answers from the pinned steps of a case, as a correct driver would.
class PinnedAnswers {
 public:
  explicit PinnedAnswers(const Case& test) : test_(test) {}

  Json operator()(const Json& request) {
    const std::string op = request["op"].get<std::string>();
    const bool reads_state = op == "dr.state" || op == "device.state";
    if (reads_state && (next_ >= test_.steps.size() || test_.steps[next_].op != op)) {
      return {{"ok", state(op)}};
    }
    const Step& step = test_.steps.at(next_++);
    Json reply;
    if (step.expect.accepted) {
      reply["ok"] = step.expect.outputs;
      if (reads_state) reply["ok"]["digest"] = std::string(64, '1');
    } else {
      reply["reject"] = {{"reason", step.expect.reason}};
    }
    if (request.value("want_trace", false)) {
      reply["trace"] = Json::array();
      for (const TraceStep& entry : *step.trace) {
        reply["trace"].push_back({{"step", entry.step}, {"value", entry.value}});
      }
    }
    return reply;
  }

 private:
  static Json state(const std::string& op) {
    const std::string digest(64, '1');
    if (op == "device.state") {
      return {{"one_time_prekeys", Json::array()},
              {"signed_prekeys", Json::array()},
              {"sessions", Json::object()},
              {"digest", digest}};
    }
    return {{"ratchet_key", ""}, {"remote_ratchet_key", ""}, {"ns", 0},         {"nr", 0},
            {"pn", 0},           {"skipped", Json::array()}, {"digest", digest}};
  }

  const Case& test_;
  std::size_t next_ = 0;
};

inline const MessageShapes& shapes() {
  static const MessageShapes kShapes;
  return kShapes;
}

}  // namespace smx::conformance::test
