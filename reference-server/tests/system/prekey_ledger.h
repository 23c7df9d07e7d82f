#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace smx::relay::storm {

/// A one-time prekey: whose, and its id.
using PrekeyName = std::pair<std::string, std::string>;

/// What became of one-time prekeys, as far as clients and the store can tell.
class PrekeyLedger {
 public:
  void uploaded(PrekeyName name) { uploaded_.insert(std::move(name)); }
  void issued(PrekeyName name) { ++issued_[std::move(name)]; }
  void remains(PrekeyName name) { remaining_.insert(std::move(name)); }

  [[nodiscard]] std::vector<PrekeyName> issued_names() const;

  struct Balance {
    std::size_t uploaded = 0;
    std::size_t issued = 0;  // different ones
    std::size_t again = 0;   // times that one left that had left before
    std::size_t remaining = 0;
    std::size_t burned = 0;   // neither
    std::size_t both = 0;     // issued, and in the store all the same
    std::size_t unknown = 0;  // nobody's
  };
  [[nodiscard]] Balance balance() const;
  /// What is wrong with it when at most `in_flight` answers can have been lost.
  [[nodiscard]] std::vector<std::string> problems(std::size_t in_flight) const;

 private:
  std::set<PrekeyName> uploaded_;
  std::map<PrekeyName, std::size_t> issued_;
  std::set<PrekeyName> remaining_;
};

}  // namespace smx::relay::storm
