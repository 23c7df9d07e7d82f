#include "server/url.h"

#include <algorithm>
#include <charconv>

namespace smx::relay::server {
namespace {

bool is_host(std::string_view host, bool literal_v6) {
  return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           (literal_v6 ? c == ':' : c == '-' || c == '_');
  });
}

bool is_port(std::string_view port) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
  return error == std::errc() && end == port.data() + port.size() && value > 0 && value < 65536;
}

}  // namespace

std::string Url::authority() const {
  const std::string name = literal_v6 ? "[" + host + "]" : host;
  return port == "443" ? name : name + ":" + port;
}

std::optional<Url> parse_https_url(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
  if (!text.starts_with(scheme) || !plain || text.size() > 2048) return std::nullopt;
  if (text.find('#') != std::string_view::npos) return std::nullopt;
  text.remove_prefix(scheme.size());
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  std::string_view authority = text.substr(0, end);
  Url url;
  if (end < text.size()) url.target = text.substr(end);
  if (url.target.starts_with('?')) url.target.insert(0, 1, '/');
  std::size_t host_end = authority.rfind(':');
  if (authority.starts_with('[')) {
    const std::size_t bracket = authority.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    url.literal_v6 = true;
    url.host = authority.substr(1, bracket - 1);
    authority.remove_prefix(bracket + 1);
    host_end = authority.empty() ? std::string_view::npos : 0;
    if (!authority.empty() && !authority.starts_with(':')) return std::nullopt;
  } else {
    url.host = authority.substr(0, host_end);
  }
  if (host_end != std::string_view::npos) url.port = authority.substr(host_end + 1);
  if (!is_host(url.host, url.literal_v6) || !is_port(url.port)) return std::nullopt;
  return url;
}

}  // namespace smx::relay::server
