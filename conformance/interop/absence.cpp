#include "absence.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "opened_traffic.h"
#include "relay_memory.h"
#include "runner/input_error.h"

namespace smx::interop {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kShownHits = 8;

std::string shown(const std::vector<Hit>& hits, const std::string& where) {
  const Hit& first = hits.front();
  return fmt::format("canary {} ({}) at {} of {}", first.canary, first.form, first.offset, where);
}

void add_hits(PlaceSearched& place, const std::vector<Hit>& hits, const std::string& where) {
  if (hits.empty()) return;
  if (place.hits.empty()) place.why = shown(hits, where);
  place.result = PlaceSearched::Result::kFound;
  for (const Hit& hit : hits) {
    if (place.hits.size() < kShownHits) place.hits.push_back(hit);
  }
}

/// Which of the texts occur: each is at least kMinimum long and looked up by its first bytes.
class KnownSearch {
 public:
  static constexpr std::size_t kPrefix = 24;

  explicit KnownSearch(const std::vector<std::string>& known) {
    for (const std::string& text : known) {
      if (text.size() < kPrefix) continue;
      by_prefix_[text.substr(0, kPrefix)].insert(text);
      ++total_;
    }
    total_ = 0;
    for (const auto& [prefix, texts] : by_prefix_) total_ += texts.size();
  }

  /// Base64 stands between quotes in JSON: only there a text can begin.
  void look(const std::string& in) {
    for (std::size_t quote = in.find('"'); quote != std::string::npos;
         quote = in.find('"', quote + 1)) {
      const std::size_t at = quote + 1;
      if (at + kPrefix > in.size()) return;
      const auto candidates = by_prefix_.find(in.substr(at, kPrefix));
      if (candidates == by_prefix_.end()) continue;
      for (const std::string& text : candidates->second) {
        if (in.compare(at, text.size(), text) == 0) found_.insert(text);
      }
    }
  }

  std::size_t total() const { return total_; }
  std::size_t found() const { return found_.size(); }

 private:
  std::map<std::string, std::set<std::string>> by_prefix_;
  std::unordered_set<std::string> found_;
  std::size_t total_ = 0;
};

void search_direction(PlaceSearched& place, KnownSearch& known, const std::string& text,
                      const std::string& label, const CanarySearch& search) {
  known.look(text);
  place.bytes += text.size();
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  add_hits(place, search.in({bytes, text.size()}, kShownHits), "the connection of " + label);
}

void judge_known(PlaceSearched& place, const KnownSearch& known) {
  place.note = fmt::format("{} of {} known ciphertexts found", known.found(), known.total());
  if (place.result == PlaceSearched::Result::kFound) return;
  if (known.total() == 0 || known.found() < known.total()) {
    place.result = PlaceSearched::Result::kNotRun;
    place.why = fmt::format("the tap does not see all that travels: {}", place.note);
    return;
  }
  place.result = PlaceSearched::Result::kClean;
}

}  // namespace

std::vector<PlaceSearched> search_traffic(const std::vector<TappedStream>& streams,
                                          const std::string& key_log, const KnownCiphertexts& known,
                                          const CanarySearch& search) {
  PlaceSearched to{.place = "traffic to the relay", .why = {}, .hits = {}, .note = {}};
  PlaceSearched from{.place = "traffic from the relay", .why = {}, .hits = {}, .note = {}};
  KnownSearch sent(known.sent);
  KnownSearch delivered(known.delivered);
  KeyLog keys;
  keys.add(key_log);
  try {
    for (const TappedStream& stream : streams) {
      const Traffic traffic = traffic_of(open_tls(stream, keys));
      search_direction(to, sent, traffic.to_relay, traffic.label, search);
      search_direction(from, delivered, traffic.from_relay, traffic.label, search);
    }
    judge_known(to, sent);
    judge_known(from, delivered);
  } catch (const OpeningError& error) {
    for (PlaceSearched* place : {&to, &from}) {
      if (place->result == PlaceSearched::Result::kFound) continue;
      place->result = PlaceSearched::Result::kNotRun;
      place->why = error.what();
    }
  }
  return {to, from};
}

PlaceSearched search_directory(const std::string& place, const fs::path& directory,
                               const CanarySearch& search) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_regular_file(error)) files.push_back(at->path());
  }
  if (error) {
    return {.place = place,
            .why = fmt::format("{}: {}", directory.string(), error.message()),
            .hits = {},
            .note = {}};
  }
  std::ranges::sort(files);
  return search_files(place, files, search);
}

PlaceSearched search_files(const std::string& place, const std::vector<fs::path>& files,
                           const CanarySearch& search) {
  PlaceSearched searched{.place = place, .why = {}, .hits = {}, .note = {}};
  try {
    for (const fs::path& file : files) {
      add_hits(searched, search.in_file(file, kShownHits), file.filename().string());
      searched.bytes += fs::file_size(file);
    }
  } catch (const std::exception& error) {
    if (searched.hits.empty()) searched.why = error.what();
    return searched;
  }
  searched.note = fmt::format("{} files", files.size());
  if (searched.bytes == 0) {
    searched.why = "there is nothing to search";
  } else if (searched.hits.empty()) {
    searched.result = PlaceSearched::Result::kClean;
  }
  return searched;
}

std::vector<PlaceSearched> search_relay(RelayProcess& relay, const Tap& tap,
                                        const KnownCiphertexts& known,
                                        const std::vector<Bytes>& canaries) {
  const CanarySearch search(canaries);
  PlaceSearched memory{.place = "memory", .why = {}, .hits = {}, .note = {}};
  PlaceSearched core{.place = "core dump", .why = {}, .hits = {}, .note = {}};
  try {
    if (!relay.is_running()) throw conformance::InputError("the relay had ended");
    const MemorySearch found = search_memory(relay.pid(), search);
    memory.result = PlaceSearched::Result::kClean;
    memory.bytes = found.bytes;
    memory.note = fmt::format("{} mappings", found.regions);
    add_hits(memory, found.hits, "the relay's memory");
  } catch (const conformance::InputError& error) {
    memory.why = error.what();
  }
  if (const std::optional<fs::path> path = relay.abort_with_core(core.why)) {
    core = search_files("core dump", {*path}, search);
    std::error_code ignored;
    fs::remove(*path, ignored);
  }
  std::string key_log;
  std::string no_key_log;
  try {
    key_log = conformance::read_text_file(relay.key_log());
  } catch (const conformance::InputError& error) {
    no_key_log = error.what();
  }
  std::vector<PlaceSearched> places = search_traffic(tap.streams(), key_log, known, search);
  places.push_back(search_directory("data directory", relay.place().data_dir, search));
  places.push_back(search_files("output and log", {relay.output(), relay.log()}, search));
  places.push_back(memory);
  places.push_back(core);
  return places;
}

bool all_clean(const std::vector<PlaceSearched>& places) {
  return !places.empty() && std::ranges::all_of(places, [](const PlaceSearched& place) {
    return place.result == PlaceSearched::Result::kClean;
  });
}

}  // namespace smx::interop
