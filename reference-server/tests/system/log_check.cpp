#include "tests/system/log_check.h"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <regex>

#include "bench/primitives.h"
#include "log/event_table.h"

namespace smx::relay::storm {
namespace {

using bench::Json;

/// The form that each field must have, written down here once more: the table of the relay's own
/// log/ is not asked what it allows.
const std::map<std::string, std::regex, std::less<>>& forms() {
  static const std::regex h8("[0-9a-f]{8}");
  static const std::map<std::string, std::regex, std::less<>> table{
      {"time", std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)")},
      {"level", std::regex("INFO|WARN|ERROR")},
      {"msg", std::regex("[a-z_]+")},
      {"org_id", std::regex("org_[0-9a-f]{32}")},
      {"sub_h8", h8},
      {"subject_h8", h8},
      {"device_h8", h8},
      {"message_h8", h8},
      {"delivery_h8", h8},
      {"invitation_h8", h8},
      {"attachment_h8", h8},
      {"ip", std::regex("[0-9a-fA-F.:]{2,45}")},
      {"route", std::regex("/[a-z0-9/_.{}-]*")},
      {"problem", std::regex("[a-z_]+")},
  };
  return table;
}

/// What `smx-relay --dev` tells a developer before its log begins.
bool is_banner(std::string_view text) {
  if (text.empty() || text.starts_with("smx-relay ")) return true;
  for (const std::string_view label :
       {"clients ", "certificate ", "operations ", "data ", "codes ", "Ctrl-C "}) {
    if (text.starts_with(fmt::format("  {}", label))) return true;
  }
  return false;
}

bool is_number_field(std::string_view name) {
  return name == "count" || name == "bytes" || name == "status" || name == "duration_us" ||
         name == "code";
}

class Checker {
 public:
  explicit Checker(const Known& known) : known_(known) {
    for (const auto& row : log::event_table()) events_.insert(std::string(row.name));
    for (const std::string& identifier : known.identifiers) hashes_.insert(bench::h8(identifier));
  }

  void line(const std::string& text) {
    ++lines_;
    if (is_banner(text)) return;
    static const std::regex raw(
        "(usr|dev|msg|dlv|inv|upl)_[0-9a-f]{32}|[0-9a-f]{64}|eyJ[A-Za-z0-9_-]{8}|\\+[0-9]{7}");
    if (std::regex_search(text, raw)) say("an identifier, a token or a telephone number");
    const Json parsed = Json::parse(text, nullptr, false);
    if (!parsed.is_object()) {
      say("a line that is not an object of JSON");
      return;
    }
    if (!events_.contains(parsed.value("msg", ""))) say("an event outside the closed set");
    for (const auto& [name, value] : parsed.items()) field(name, value);
    // What the run knows has no form that every line can be searched for at once: word by word.
    for (const auto& [name, value] : parsed.items()) {
      if (!value.is_string() || name == "org_id") continue;
      const std::string& word = value.get_ref<const std::string&>();
      if (known_.identifiers.contains(word) || known_.secrets.contains(word)) {
        say("something that this run knows");
      }
      if (hashes_.contains(word)) ++recognised_;
    }
  }

  std::vector<std::string> result() {
    if (lines_ == 0) problems_.emplace_back("the log is empty: nothing was shown");
    if (recognised_ == 0 && !hashes_.empty()) {
      problems_.emplace_back("no identifier was found by its h8: nothing was shown");
    }
    return std::move(problems_);
  }

 private:
  void field(const std::string& name, const Json& value) {
    if (is_number_field(name)) {
      if (!value.is_number_integer()) say(name + ": not an integer");
      return;
    }
    const auto form = forms().find(name);
    if (form == forms().end()) {
      say("a field outside the list: " + name.substr(0, 40));
    } else if (!value.is_string() ||
               !std::regex_match(value.get_ref<const std::string&>(), form->second)) {
      say(name + ": not of its form");
    } else if (name == "org_id" && !known_.organisations.empty() &&
               !known_.organisations.contains(value.get_ref<const std::string&>())) {
      say("org_id: none of this run");
    }
  }

  void say(const std::string& what) {
    if (problems_.size() < 10) {
      problems_.push_back(fmt::format("the relay's log, line {}: {}", lines_, what));
    }
  }

  const Known& known_;
  std::set<std::string> events_;
  std::set<std::string> hashes_;
  std::size_t lines_ = 0;
  std::size_t recognised_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace

void Known::add(const bench::Account& account) {
  organisations.insert(account.organisation());
  identifiers.insert(account.user());
  identifiers.insert(account.device());
  secrets.insert(account.phone());
  secrets.insert(account.token());
}

std::vector<std::string> check_log(const std::string& file, const Known& known) {
  Checker checker(known);
  std::ifstream log(file);
  for (std::string line; std::getline(log, line);) checker.line(line);
  return checker.result();
}

}  // namespace smx::relay::storm
