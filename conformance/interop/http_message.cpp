#include "http_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace smx::interop {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::size_t number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (fault != std::errc() || end != text.data() + text.size() || value > kMaxBodyBytes) {
    throw LinkFault("the response's length is no number that is allowed");
  }
  return value;
}

HttpHead read_head(std::string_view text) {
  HttpHead head;
  const std::string_view line = text.substr(0, text.find("\r\n"));
  if (!line.starts_with("HTTP/1.1 ") || line.size() < 12) {
    throw LinkFault("not an HTTP/1.1 response");
  }
  const char* const digits = line.data() + 9;
  if (std::from_chars(digits, digits + 3, head.status).ptr != digits + 3) {
    throw LinkFault("a response without a status");
  }
  text.remove_prefix(std::min(text.size(), line.size() + 2));
  while (!text.empty()) {
    const std::string_view field = text.substr(0, text.find("\r\n"));
    text.remove_prefix(std::min(text.size(), field.size() + 2));
    const std::size_t colon = field.find(':');
    if (colon == 0 || colon == std::string_view::npos) throw LinkFault("a header of no form");
    const std::string name = lower(field.substr(0, colon));
    if (!head.headers.emplace(name, trimmed(field.substr(colon + 1))).second) {
      throw LinkFault(fmt::format("the header {} twice", name));
    }
  }
  return head;
}

std::optional<std::string> take_chunks(std::string& bytes) {
  std::string body;
  std::size_t at = 0;
  while (true) {
    const std::size_t line_end = bytes.find("\r\n", at);
    if (line_end == std::string::npos) return std::nullopt;
    const std::string_view line = std::string_view(bytes).substr(at, line_end - at);
    const std::size_t size = number(line.substr(0, line.find(';')), 16);
    at = line_end + 2;
    if (bytes.size() < at + size + 2) return std::nullopt;
    if (bytes.compare(at + size, 2, "\r\n") != 0) throw LinkFault("a chunk of another length");
    if (size == 0) break;
    body += bytes.substr(at, size);
    if (body.size() > kMaxBodyBytes) throw LinkFault("the response is too long");
    at += size + 2;
  }
  bytes.erase(0, at + 2);
  return body;
}

}  // namespace

std::string HttpRequest::text(const std::string& host) const {
  std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", method, target, host);
  for (const auto& [name, value] : headers) out += fmt::format("{}: {}\r\n", name, value);
  if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
    out += fmt::format("content-length: {}\r\n", body.size());
  }
  return out + "\r\n" + body;
}

std::string HttpHead::header(std::string_view lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? std::string() : found->second;
}

std::optional<HttpHead> take_head(std::string& bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (std::min(end, bytes.size()) > kMaxHeadBytes)
    throw LinkFault("the response's head is too long");
  if (end == std::string::npos) return std::nullopt;
  HttpHead head = read_head(std::string_view(bytes).substr(0, end));
  bytes.erase(0, end + 4);
  return head;
}

std::optional<std::string> take_body(const HttpHead& head, std::string& bytes) {
  if (head.status == 204 || head.status == 304 || head.status / 100 == 1) return std::string();
  if (lower(head.header("transfer-encoding")) == "chunked") return take_chunks(bytes);
  const std::string stated = head.header("content-length");
  if (stated.empty()) throw LinkFault("a response of no stated length");
  const std::size_t length = number(stated, 10);
  if (bytes.size() < length) return std::nullopt;
  std::string body = bytes.substr(0, length);
  bytes.erase(0, length);
  return body;
}

}  // namespace smx::interop
