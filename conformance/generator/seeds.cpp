#include "seeds.h"

#include <fmt/format.h>

#include <fstream>
#include <set>

#include "asker.h"
#include "bundle_bytes.h"
#include "bytes.h"
#include "request_script.h"
#include "runner/input_error.h"

namespace smx::vectors {
namespace {

namespace fs = std::filesystem;
using conformance::Case;
using conformance::InputError;

std::string characters(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

/// The target of a member, or nothing. Envelopes of devices are of either kind.
std::string target_of(const std::string& op, const std::string& member, const Bytes& bytes) {
  if (member == "frame") return "dr_frame";
  if (member != "envelope") return {};
  const bool either = op.starts_with("device.");
  return either && !characters(bytes).starts_with("SMX1") ? "dr_frame" : "smx1";
}

/// Gathers the byte strings of a case, each once over all cases.
class RawSeeds {
 public:
  void add_case(const Case& test) {
    numbers_.clear();
    id_ = test.id;
    for (const conformance::Step& step : test.steps) {
      add_members(step.op, step.in);
      add_members(step.op, step.expect.outputs);
    }
    if (test.twin && test.twin->none.empty()) {
      add_members(test.steps[test.twin->step].op, test.twin->set);
    }
  }

  std::vector<Seed> finish() { return std::move(seeds_); }

 private:
  void add_members(const std::string& op, const conformance::Json& members) {
    for (const auto& [name, value] : members.items()) {
      if (name == "bundle") {
        if (const auto bytes = bundle_bytes(value)) add("bundle", *bytes);
      } else if (value.is_string() && (name == "envelope" || name == "frame")) {
        const Bytes bytes = unhex(value.get<std::string>());
        add(target_of(op, name, bytes), bytes);
      }
    }
  }

  void add(const std::string& target, const Bytes& bytes) {
    if (!known_[target].insert(bytes).second) return;
    seeds_.push_back(
        {target, fmt::format("{}.{}", seed_name(id_), numbers_[target]++), characters(bytes)});
  }

  std::string id_;
  std::map<std::string, std::size_t> numbers_;  ///< of the case, by target
  std::map<std::string, std::set<Bytes>> known_;
  std::vector<Seed> seeds_;
};

void write_seed_file(const fs::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.flush();
  if (!out) throw InputError(fmt::format("{}: cannot be written", path.string()));
}

void make_directory(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw InputError(fmt::format("{}: {}", path.string(), error.message()));
}

}  // namespace

std::string seed_name(const std::string& case_id) {
  std::string name = case_id;
  // No id holds a '+'.
  for (char& c : name) c = c == '/' ? '+' : c;
  return name;
}

std::vector<Seed> seeds_of(const conformance::VectorSet& set, SeedFormat format) {
  std::vector<Seed> scripts;
  RawSeeds raw;
  for (const conformance::VectorFile& file : set.files) {
    for (const Case& test : file.cases) {
      if (format == SeedFormat::kRaw) {
        raw.add_case(test);
      } else {
        scripts.push_back(
            {"script", seed_name(test.id) + ".jsonl", script_text(requests_of(test))});
      }
    }
  }
  return format == SeedFormat::kRaw ? raw.finish() : scripts;
}

std::map<std::string, std::size_t> export_seeds(const conformance::VectorSet& set,
                                                const std::vector<SeedFormat>& formats,
                                                const fs::path& directory) {
  make_directory(directory);
  if (!fs::is_empty(directory)) {
    throw InputError(fmt::format("{}: is not empty: seeds of different vectors must not be mixed",
                                 directory.string()));
  }
  std::map<std::string, std::size_t> counts;
  for (const SeedFormat format : formats) {
    for (const Seed& seed : seeds_of(set, format)) {
      if (counts[seed.target]++ == 0) make_directory(directory / seed.target);
      write_seed_file(directory / seed.target / seed.name, seed.bytes);
    }
  }
  Json index = {{"schema", "smx-seeds-1"},
                {"manifest_sha256", nullptr},
                {"cases", set.case_count()},
                {"seeds", counts}};
  if (set.manifest_sha256) index["manifest_sha256"] = *set.manifest_sha256;
  write_seed_file(directory / "seeds.json", index.dump(2) + "\n");
  return counts;
}

}  // namespace smx::vectors
