// The driver protocol: lines, strict reading of requests, and the conversation itself. Nothing here
// knows what an operation does; those are in ops.cpp.
#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace driver {

using Json = nlohmann::ordered_json;
using Bytes = std::vector<std::uint8_t>;

/// The request itself is at fault: answered with `error`.
struct RequestFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The operation refuses, as the specification says: answered with `reject`.
struct Reject {
  std::string reason;
};

/// The members of one request, read strictly: every doubt is a RequestFault.
class Request {
 public:
  explicit Request(const Json& members) : members_(members) {}

  void allow_only(const std::vector<std::string>& names) const;
  bool has(const std::string& name) const { return members_.contains(name); }
  Bytes bytes(const std::string& name) const;
  /// Bytes of one length only. Read all other members first: their faults come before.
  Bytes fixed(const std::string& name, std::size_t length) const;
  std::string text(const std::string& name) const;
  std::uint64_t integer(const std::string& name, std::uint64_t maximum) const;
  bool flag(const std::string& name) const;

 private:
  const Json& member(const std::string& name) const;

  const Json& members_;
};

/// What an operation works on beside its request.
struct Context {
  /// Sessions and devices of the current case, by the names that the runner chose.
  std::map<std::string, std::any>& handles;
  /// Intermediate values, in order.
  std::vector<std::pair<std::string, Bytes>> trace;
};

/// One row of the table: the members that an operation takes, and what it does. It returns the
/// members of `ok`, or throws Reject with the reason that the specification names.
struct Operation {
  std::string name;
  std::vector<std::string> members;
  std::function<Json(const Request&, Context&)> run;
};

/// One line without its LF. Of one over the limit no text is kept.
struct Line {
  std::string text;
  bool too_long = false;
  bool at_end = false;  ///< there was no line any more
};
Line read_line(std::istream& in);

/// One run of the driver: from hello to bye.
class Conversation {
 public:
  explicit Conversation(std::vector<Operation> operations);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// The reply to one line, without LF.
  std::string answer(const Line& line);
  bool is_over() const { return is_over_; }

 private:
  Json hello(const Request& request) const;
  Json outcome(const Json& members);

  std::vector<Operation> operations_;
  std::map<std::string, std::any> handles_;
  bool is_over_ = false;
};

std::string to_hex(const Bytes& bytes);

}  // namespace driver
