#include "disagreement.h"

#include <algorithm>
#include <set>

#include "runner/hex.h"
#include "runner/outcome.h"

namespace smx::vectors {
namespace {

conformance::Json outputs_of(const Played& played) {
  conformance::Json outputs = played.reply.outputs;
  outputs.erase("digest");
  return outputs;
}

bool same_answer(const Played& a, const Played& b) {
  const bool both_states = a.state_known && b.state_known;
  return a.reply.answer == b.reply.answer && a.reply.reason == b.reply.reason &&
         outputs_of(a) == outputs_of(b) && (!both_states || a.state_moved == b.state_moved);
}

/// Pointers to all byte strings of a request; names of handles are none.
void find_bytes(const conformance::Json& json, const conformance::Json::json_pointer& at,
                std::vector<conformance::Json::json_pointer>& out) {
  static const std::set<std::string> kNames = {"session", "device", "peer", "role"};
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      if (!kNames.contains(name)) find_bytes(value, at / name, out);
    }
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) find_bytes(json[i], at / i, out);
  } else if (json.is_string() && !json.get_ref<const std::string&>().empty() &&
             conformance::is_lower_hex(json.get_ref<const std::string&>())) {
    out.push_back(at);
  }
}

class Shrinker {
 public:
  Shrinker(std::vector<Request> requests, const Disagreement& found, ScriptPlayer& first,
           ScriptPlayer& second, std::size_t budget)
      : best_(std::move(requests)), found_(found), first_(first), second_(second), budget_(budget) {
    best_.resize(found_.step + 1);
  }

  Shrunk run() {
    drop_requests();
    for (std::size_t i = 0; i < best_.size(); ++i) shrink_members(i);
    return {std::move(best_), found_, plays_};
  }

 private:
  /// Keeps `candidate` if the drivers still disagree as they did, cut after that request.
  bool keep(std::vector<Request> candidate) {
    if (plays_ >= budget_) return false;
    ++plays_;
    const auto now = disagreement(candidate, first_, second_);
    if (!now || !now->same_kind(found_)) return false;
    candidate.resize(now->step + 1);
    best_ = std::move(candidate);
    found_ = *now;
    return true;
  }

  /// Runs of requests before the last, long ones first.
  void drop_requests() {
    for (std::size_t length = best_.size() / 2; length > 0; length /= 2) {
      for (std::size_t at = 0; at + length < best_.size();) {
        std::vector<Request> candidate = best_;
        const auto from = candidate.begin() + static_cast<std::ptrdiff_t>(at);
        candidate.erase(from, from + static_cast<std::ptrdiff_t>(length));
        if (!keep(std::move(candidate))) at += length;
      }
    }
  }

  void shrink_members(std::size_t index) {
    std::vector<conformance::Json::json_pointer> places;
    find_bytes(best_[index].in, conformance::Json::json_pointer(), places);
    for (const conformance::Json::json_pointer& place : places) {
      if (index < best_.size()) shrink_bytes(index, place);
    }
  }

  bool try_value(std::size_t index, const conformance::Json::json_pointer& place,
                 const std::string& value) {
    std::vector<Request> candidate = best_;
    candidate[index].in[place] = value;
    return keep(std::move(candidate));
  }

  std::string value_at(std::size_t index, const conformance::Json::json_pointer& place) const {
    return best_[index].in.at(place).get<std::string>();
  }

  /// Off the end, then off the front, in steps that halve; then to zero in the same steps.
  void shrink_bytes(std::size_t index, const conformance::Json::json_pointer& place) {
    for (const bool front : {false, true}) {
      for (std::size_t bytes = value_at(index, place).size() / 2; bytes > 0; bytes /= 2) {
        for (;;) {
          const std::string value = value_at(index, place);
          if (value.size() < 2 * bytes) break;
          const std::size_t rest = value.size() - 2 * bytes;
          const std::string shorter = front ? value.substr(2 * bytes) : value.substr(0, rest);
          if (!try_value(index, place, shorter) || index >= best_.size()) break;
        }
        if (index >= best_.size()) return;
      }
    }
    const std::size_t size = value_at(index, place).size() / 2;
    for (std::size_t bytes = size; bytes > 0; bytes /= 2) {
      for (std::size_t at = 0; at < size; at += bytes) {
        std::string value = value_at(index, place);
        const std::size_t count = std::min(2 * bytes, value.size() - 2 * at);
        value.replace(2 * at, count, count, '0');
        if (value == value_at(index, place)) continue;
        try_value(index, place, value);
        if (index >= best_.size()) return;
      }
    }
  }

  std::vector<Request> best_;
  Disagreement found_;
  ScriptPlayer& first_;
  ScriptPlayer& second_;
  std::size_t budget_;
  std::size_t plays_ = 0;
};

}  // namespace

std::string answer_text(const Played& played) {
  const std::string moved = played.state_moved ? ", state moved" : "";
  switch (played.reply.answer) {
    case conformance::Answer::kOk:
      return "ok";
    case conformance::Answer::kReject:
      return "reject " + played.reply.reason + moved;
    case conformance::Answer::kUnsupported:
      return "unsupported";
    case conformance::Answer::kError:
      return "error";
    case conformance::Answer::kCrash:
      return "crash";
    case conformance::Answer::kTimeout:
      return "timeout";
    case conformance::Answer::kProtocolViolation:
      return "protocol violation";
    default:
      return "no answer";
  }
}

std::optional<Disagreement> disagreement(const std::vector<Request>& requests, ScriptPlayer& first,
                                         ScriptPlayer& second) {
  const std::vector<Played> one = first.play(requests);
  const std::vector<Played> two = second.play(requests);
  for (std::size_t i = 0; i < one.size() && i < two.size(); ++i) {
    if (!is_verdict(one[i].reply) || two[i].reply.answer == conformance::Answer::kUnsupported)
      break;
    if (!same_answer(one[i], two[i])) {
      return Disagreement{i, requests[i].op, answer_text(one[i]), answer_text(two[i])};
    }
  }
  return std::nullopt;
}

Shrunk shrink(std::vector<Request> requests, const Disagreement& found, ScriptPlayer& first,
              ScriptPlayer& second, std::size_t budget) {
  return Shrinker(std::move(requests), found, first, second, budget).run();
}

}  // namespace smx::vectors
