#include "bench/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace smx::relay::bench {
namespace {

/// Below the relay's own limit for connections without a request.
constexpr std::chrono::seconds kIdle{20};
constexpr std::size_t kLongestHead = 65'536;

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

int number(std::string_view text, std::string_view what) {
  int value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || value < 0) {
    throw LinkFault(fmt::format("not a {}: {}", what, text.substr(0, 40)));
  }
  return value;
}

HttpAnswer parse_head(std::string_view head) {
  HttpAnswer answer;
  answer.raw = head;
  std::size_t end = head.find("\r\n");
  const std::string_view line = head.substr(0, end);
  if (!line.starts_with("HTTP/1.1 ") || line.size() < 12) throw LinkFault("not an answer of HTTP");
  answer.status = number(line.substr(9, 3), "status");
  while (end + 4 < head.size()) {
    const std::size_t begin = end + 2;
    end = head.find("\r\n", begin);
    const std::string_view field = head.substr(begin, end - begin);
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) throw LinkFault("not a header field");
    std::string_view value = field.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    answer.headers[lower(field.substr(0, colon))] = value;
  }
  return answer;
}

std::string text_of(const HttpRequest& request, const Peer& peer) {
  std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.target,
                                 authority(peer));
  if (!request.token.empty()) text += "Authorization: Bearer " + request.token + "\r\n";
  if (request.body) {
    text += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                        request.body->size());
    text += *request.body;
  } else {
    text += "\r\n";
  }
  return text;
}

}  // namespace

std::string authority(const Peer& peer) { return fmt::format("{}:{}", peer.host, peer.port); }

Task<HttpAnswer> read_head(Link& link, std::string& incoming, Time deadline) {
  std::size_t end = std::string::npos;
  while ((end = incoming.find("\r\n\r\n")) == std::string::npos) {
    if (incoming.size() > kLongestHead) throw LinkFault("a head without an end");
    const std::string more = co_await link.read(deadline);
    if (more.empty()) throw LinkFault("the relay closed before it answered");
    incoming += more;
  }
  HttpAnswer answer = parse_head(std::string_view(incoming).substr(0, end + 4));
  incoming.erase(0, end + 4);
  co_return answer;
}

Task<HttpAnswer> HttpClient::exchange(const HttpRequest& request, Time deadline) {
  if (!link_ || SteadyClock::now() - used_ > kIdle) {
    link_.reset();
    link_ = co_await Link::open(loop_, peer_, source_, deadline);
  }
  link_->write(text_of(request, peer_));
  std::string incoming;
  HttpAnswer answer = co_await read_head(*link_, incoming, deadline);
  std::size_t length = 0;
  if (const auto field = answer.headers.find("content-length"); field != answer.headers.end()) {
    length = static_cast<std::size_t>(number(field->second, "length"));
  } else if (answer.headers.contains("transfer-encoding")) {
    throw LinkFault("an answer in chunks is not expected");
  }
  while (incoming.size() < length) {
    const std::string more = co_await link_->read(deadline);
    if (more.empty()) throw LinkFault("the relay closed in the middle of an answer");
    incoming += more;
  }
  if (incoming.size() > length) throw LinkFault("more than an answer");
  answer.body = std::move(incoming);
  answer.raw += answer.body;
  used_ = SteadyClock::now();
  if (const auto field = answer.headers.find("connection");
      field != answer.headers.end() && lower(field->second) == "close") {
    link_.reset();
  }
  co_return answer;
}

Task<HttpAnswer> HttpClient::ask(HttpRequest request, Time deadline) {
  try {
    HttpAnswer answer = co_await exchange(request, deadline);
    co_return answer;
  } catch (const LinkFault&) {
    link_.reset();
    throw;
  }
}

}  // namespace smx::relay::bench
