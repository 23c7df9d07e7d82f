// What a host wrote to responses.jsonl, line by line, given to the requests that it belongs to.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace smx::conformance {

/// The replies of a batch of `requests` requests. A line belongs to the request whose id it has. A
/// line that has none of theirs (no JSON object, no id, an unknown id, too long) belongs to the
/// request after that of the line before it, where the host must have been. What follows the last
/// LF is a line that the host has not finished: it is not there yet.
class BatchReplies {
 public:
  BatchReplies(const std::string& text, std::size_t requests);

  /// The lines that belong to request `index`, from 0; none if it has no reply.
  const std::vector<std::string>& lines(std::size_t index) const;
  bool has(std::size_t index) const { return !lines(index).empty(); }

  /// How many requests have a reply.
  std::size_t answered() const { return lines_.size(); }
  /// The first request that has no reply and after which none has: what the host has still to do.
  /// Equal to the number of requests when there is none.
  std::size_t next() const { return next_; }
  /// Lines after those of the last request.
  bool has_surplus() const { return has_surplus_; }

 private:
  std::map<std::size_t, std::vector<std::string>> lines_;
  std::size_t next_ = 0;
  bool has_surplus_ = false;
};

}  // namespace smx::conformance
