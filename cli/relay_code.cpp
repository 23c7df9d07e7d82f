#include "relay_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>
#include <thread>
#include <vector>

#include "failure.h"
#include "input.h"
#include "output_file.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxCodesSize = 4 << 20;
/// How long a code may take from a relay on this machine, also when that has much to do.
constexpr std::chrono::seconds kPatience{5};
constexpr std::chrono::milliseconds kInterval{20};

/// The codes that a development relay wrote for this telephone, the last one last.
std::vector<std::string> codes_in(const std::string& path, const std::string& phone) {
  std::vector<std::string> codes;
  if (path.empty() || !file_exists(path)) return codes;
  const Input input = read_file(path, kMaxCodesSize);
  std::string_view rest = as_text(input.bytes);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const Json line = Json::parse(rest.substr(0, end), nullptr, false);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.is_object() && line.value("phone", "") == phone) {
      codes.push_back(line.value("code", ""));
    }
  }
  return codes;
}

}  // namespace

CodeSource::CodeSource(const RelayPlace& place, std::string phone, std::string given)
    : file_(place.codes_file),
      phone_(std::move(phone)),
      given_(std::move(given)),
      before_(codes_in(file_, phone_).size()) {}

std::string CodeSource::take() const {
  if (!given_.empty()) return given_;
  if (!file_.empty()) {
    // The code goes out after the reply, so that no time tells whether there was one to send.
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      const std::vector<std::string> codes = codes_in(file_, phone_);
      if (codes.size() > before_) return codes.back();
      if (std::chrono::steady_clock::now() > deadline) break;
      std::this_thread::sleep_for(kInterval);
    }
    throw Failure(ExitCode::refused,
                  fmt::format("the relay sent no code to {}: nobody has invited this number, or it "
                              "has had too many codes",
                              printable(phone_)));
  }
  fmt::print(stderr, "the code that was sent to {}: ", printable(phone_));
  std::string code;
  if (!std::getline(std::cin, code) || code.empty()) {
    fmt::print(stderr, "\n");
    bad_input("--code", "there is no code on standard input");
  }
  return code;
}

}  // namespace smx::cli
