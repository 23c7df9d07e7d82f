// HTTP/1.1 as a client needs it: one request out, one response in.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fault.h"

namespace smx::interop {

inline constexpr std::size_t kMaxHeadBytes = 16 * 1024;
inline constexpr std::size_t kMaxBodyBytes = std::size_t{16} << 20U;

/// Names are in lower case.
using Headers = std::map<std::string, std::string, std::less<>>;

struct HttpRequest {
  std::string method;
  std::string target;
  Headers headers;
  std::string body;

  /// With Host, Content-Length and these headers.
  std::string text(const std::string& host) const;
};

struct HttpHead {
  int status = 0;
  Headers headers;

  /// The value of a header; empty if there is none.
  std::string header(std::string_view lower_case_name) const;
};

/// Takes a response's head off the front of `bytes` when it is whole. Throws LinkFault for what is
/// no HTTP/1.1 response, a header twice, or a head over kMaxHeadBytes.
std::optional<HttpHead> take_head(std::string& bytes);

/// Takes the body that belongs to `head` off the front of `bytes` when it is whole (Content-Length
/// or chunked; none with 204). Throws LinkFault, also for a body over kMaxBodyBytes and for a
/// response of no stated length.
std::optional<std::string> take_body(const HttpHead& head, std::string& bytes);

}  // namespace smx::interop
