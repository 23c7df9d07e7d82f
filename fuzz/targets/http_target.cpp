// Invariant: a request's target is taken exactly when a second reading of the rule takes it, and
// then means the same however it is spelt: with every byte percent-encoded it is the same target.
// Decoding makes no segment and no parameter that was not there. A number in a query has one
// spelling.
//
// Input: the target.
#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "api/query.h"
#include "http/target.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

using relay::http::Target;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// The text with its escapes resolved; nothing if one is broken or gives what it must not.
std::optional<std::string> resolved(const std::string& text) {
  std::string out;
  const std::vector<std::string> parts = split(text, '%');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string part = parts[i];
    if (i > 0) {
      const auto hex = [&](std::size_t at) {
        return at < part.size() && std::isxdigit(static_cast<unsigned char>(part[at])) != 0;
      };
      if (!hex(0) || !hex(1)) return std::nullopt;
      part = static_cast<char>(std::stoi(part.substr(0, 2), nullptr, 16)) + part.substr(2);
    }
    out += part;
  }
  for (const char c : out) {
    if (std::iscntrl(static_cast<unsigned char>(c)) != 0) return std::nullopt;
  }
  return out;
}

std::optional<Target> second_reading(const std::string& text) {
  const std::size_t mark = std::min(text.find('?'), text.size());
  const std::string path = text.substr(0, mark);
  const auto decoded = resolved(path);
  if (!path.starts_with('/') || !decoded) return std::nullopt;
  if (std::ranges::count(path, '/') != std::ranges::count(*decoded, '/')) return std::nullopt;
  Target target{*decoded, {}};
  if (mark + 1 >= text.size()) return target;
  std::vector<std::string> pairs = split(text.substr(mark + 1), '&');
  if (pairs.back().empty()) pairs.pop_back();
  for (const std::string& pair : pairs) {
    const std::size_t sign = std::min(pair.find('='), pair.size());
    const auto name = resolved(pair.substr(0, sign));
    const auto value = resolved(sign == pair.size() ? "" : pair.substr(sign + 1));
    if (!name || !value || name->empty() || target.query.contains(*name)) return std::nullopt;
    target.query[*name] = *value;
  }
  return target;
}

/// Every byte as an escape, but what has a meaning of its own.
std::string spelt_out(const std::string& text, bool of_path) {
  static constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (of_path && c == '/') {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte % 16];
    }
  }
  return out;
}

void numbers(const Target& target) {
  relay::api::Request request;
  request.query = target.query;
  static_cast<void>(relay::api::check_query(request, {"after", "limit"}));
  for (const auto& [name, value] : target.query) {
    const auto number = relay::api::query_integer(request, name, {0, 100'000});
    const bool good = !value.empty() && value.size() <= 6 &&
                      std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; }) &&
                      (value == "0" || value[0] != '0') && std::stoi(value) <= 100'000;
    require(number.has_value() == good, "a number has one spelling");
    require(!good || (*number && std::to_string(**number) == value), "a number is what is there");
  }
  const auto none = relay::api::query_integer(request, "\x01", {0, 1});
  require(none && !*none, "a parameter that is not there is none");
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx::fuzz;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto target = smx::relay::http::parse_target(text);
  const auto second = second_reading(text);
  require(target.has_value() == second.has_value(), "the two readings agree on whether");
  if (!target) return 0;
  require(target->path == second->path && target->query == second->query,
          "the two readings agree on what");
  std::string again = spelt_out(target->path, true);
  char separator = '?';
  for (const auto& [name, value] : target->query) {
    again += separator + spelt_out(name, false) + '=' + spelt_out(value, false);
    separator = '&';
  }
  const auto same = smx::relay::http::parse_target(again);
  require(same && same->path == target->path && same->query == target->query,
          "spelt out it is the same target");
  numbers(*target);
  return 0;
}
