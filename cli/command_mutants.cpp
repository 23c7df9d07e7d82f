#include "command_mutants.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "conformance_common.h"
#include "generator/recorded.h"
#include "mutants/campaign.h"
#include "mutants/check.h"
#include "mutants/files.h"
#include "mutants/fingerprint_table.h"
#include "mutants/gate_text.h"
#include "runner/child_guard.h"
#include "runner/input_error.h"
#include "runner/places.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;
using namespace conformance;
using namespace mutants;

constexpr const char* kMutantsFooter =
    "Each bug of conformance/mutants is planted in a copy of an implementation, and the vectors\n"
    "have to find it and to name the step, the field or the verdict. The tree is not touched. The\n"
    "C++ core is built again for every bug, so this needs a source tree, cmake and a compiler.\n"
    "Nothing is shipped or judged that could switch a bug on. Recorded files are not asked: each\n"
    "bug has to be found by a case that was made to find such bugs.\n"
    "\n"
    "Exit status:\n"
    "  0  every bug was found and named (or is proven equivalent in its description), no two say\n"
    "     the same, the drivers as they are pass, and 90 % of the bugs are named blind\n"
    "  1  not so: a line for each\n"
    "  2  bad usage, a description that does not fit, a bug that does not build, no source tree\n"
    "\n"
    "Examples:\n"
    "  smx conformance mutants\n"
    "  smx conformance mutants --implementation javascript --fail-fast\n"
    "  smx conformance mutants --only skip-bound-off-by-one --remove dr-interop/skips/exactly-2000";

struct MutantsArguments {
  std::string vectors;
  std::string source;
  std::string bugs;
  std::string fingerprints;
  std::string write_fingerprints;
  std::string work;
  std::vector<std::string> implementations;
  std::vector<std::string> only;
  std::vector<std::string> removed;
  std::size_t jobs = 0;
  bool fail_fast = false;
  bool check_only = false;
  bool json = false;

  bool partial() const { return !only.empty() || !removed.empty() || !implementations.empty(); }
};

/// The bugs that were asked for, with the implementations that were.
std::vector<Bug> chosen_bugs(const MutantsArguments& arguments, std::vector<Bug> bugs) {
  for (const std::string& name : arguments.only) {
    if (std::ranges::find(bugs, name, &Bug::name) == bugs.end()) {
      throw InputError(fmt::format("--only {}: no bug has that name", name));
    }
  }
  for (Bug& bug : bugs) {
    std::erase_if(bug.changes, [&](const auto& change) {
      return !arguments.implementations.empty() &&
             std::ranges::find(arguments.implementations, change.first) ==
                 arguments.implementations.end();
    });
  }
  std::erase_if(bugs, [&](const Bug& bug) {
    return bug.changes.empty() ||
           (!arguments.only.empty() &&
            std::ranges::find(arguments.only, bug.name) == arguments.only.end());
  });
  if (bugs.empty()) throw InputError("no bug is left to plant");
  return bugs;
}

Court court_of(const MutantsArguments& arguments) {
  Court court;
  court.files = read_vector_set(vectors_directory(arguments.vectors)).files;
  // What only a long recorded run finds is a gap among the cases that were made to find it.
  std::erase_if(court.files, [](const VectorFile& file) {
    return vectors::recorded_suite_of(file.name) != nullptr;
  });
  if (court.files.empty()) throw InputError("no case is left that was made and not recorded");
  court.fail_fast = arguments.fail_fast;
  for (const std::string& id : arguments.removed) {
    if (!remove_case(court.files, id)) {
      throw InputError(fmt::format("--remove {}: no case has that id", id));
    }
  }
  return court;
}

/// Lines that come and go on a terminal; on anything else only what takes long is said.
class Progress {
 public:
  /// What is going to be done; on a terminal the lines that come and go say it.
  void begin(const std::string& line) {
    if (!on_terminal_) fmt::print(stderr, "{}\n", line);
  }

  void say(const std::string& line) {
    const std::scoped_lock lock(mutex_);
    show(line);
  }

  void done(std::size_t done, std::size_t planned, const std::string& name) {
    const std::scoped_lock lock(mutex_);
    show(fmt::format("{}/{} {}", done, planned, name));
  }

  void clear() {
    if (on_terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  void show(const std::string& line) {
    if (on_terminal_) {
      fmt::print(stderr, "\r\x1b[K{}", line.substr(0, 78));
      std::fflush(stderr);
    }
  }

  const bool on_terminal_ = isatty(STDERR_FILENO) == 1;
  std::mutex mutex_;
};

std::map<std::string, std::unique_ptr<Overlay>> overlays_for(const std::vector<Bug>& bugs,
                                                             const OverlayPlaces& places,
                                                             std::size_t jobs, const Say& say) {
  std::map<std::string, std::unique_ptr<Overlay>> overlays;
  for (const Bug& bug : bugs) {
    for (const auto& [implementation, change] : bug.changes) {
      if (overlays.contains(implementation)) continue;
      if (const std::string why = why_no_overlay(implementation, places.source); !why.empty()) {
        throw InputError(fmt::format("{}: {}", implementation, why));
      }
      overlays[implementation] = make_overlay(implementation, places, jobs, say);
    }
  }
  return overlays;
}

fs::path default_fingerprints(const fs::path& source) {
  return source / "conformance" / "mutants" / "fingerprints.json";
}

/// Descriptions and table against each other and the tree, without trying a bug.
int check_command(const std::vector<Bug>& bugs, const fs::path& source, const fs::path& table,
                  const Court& court) {
  std::vector<std::string> problems = check_bugs(bugs, source, {});
  if (const std::string why = why_stale(read_json_file(table), bugs, court.files); !why.empty()) {
    problems.push_back(
        fmt::format("{}: {}: make it again with `smx conformance mutants --write-fingerprints {}`",
                    table.string(), why, table.string()));
  }
  for (const std::string& problem : problems) fmt::print("{}\n", problem);
  fmt::print("{} descriptions, {} problems\n", bugs.size(), problems.size());
  return problems.empty() ? 0 : 1;
}

int mutants_command(const MutantsArguments& arguments) {
  end_children_on_signals();
  const fs::path source = arguments.source.empty() ? default_places(program_directory()).source
                                                   : fs::path(arguments.source);
  const fs::path directory =
      arguments.bugs.empty() ? source / "conformance" / "mutants" : fs::path(arguments.bugs);
  std::vector<Bug> all = read_bugs(directory);
  const fs::path table_path = arguments.fingerprints.empty() ? default_fingerprints(source)
                                                             : fs::path(arguments.fingerprints);
  Court court = court_of(arguments);
  if (arguments.check_only) return check_command(all, source, table_path, court);
  if (!arguments.write_fingerprints.empty() && (arguments.partial() || arguments.fail_fast)) {
    throw InputError("--write-fingerprints: the table is of all bugs and all cases");
  }

  if (arguments.fail_fast) court.first_cases = first_cases(read_json_file(table_path));
  const std::vector<Bug> bugs = chosen_bugs(arguments, std::move(all));
  const std::size_t jobs = arguments.jobs > 0
                               ? arguments.jobs
                               : std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  const WorkDirectory work(arguments.work);
  Progress progress;
  const auto overlays = overlays_for(bugs, {source, work.path()}, jobs,
                                     [&](const std::string& line) { progress.say(line); });
  const Campaign campaign =
      run_campaign(bugs, overlays, court, jobs,
                   [&](std::size_t done, std::size_t planned, const std::string& name) {
                     progress.done(done, planned, name);
                   });
  progress.clear();

  const Gate gate = gate_of(campaign, arguments.fail_fast);
  bool holds = gate.holds();
  std::optional<BlindTests> blind;
  if (!arguments.fail_fast) {
    const Fingerprints table = arguments.write_fingerprints.empty()
                                   ? Fingerprints::read(read_text_file(table_path))
                                   : Fingerprints(fingerprints_of(campaign));
    blind = {blind_test(campaign, table), blind_test_of_families(campaign, court, table),
             blind_test_across(campaign)};
    holds = holds && enough_right(blind->table);
  }
  if (!arguments.write_fingerprints.empty()) {
    write_file(arguments.write_fingerprints, table_text(campaign, court, gate));
  }
  const BlindTests* tests = blind ? &*blind : nullptr;
  if (arguments.json) {
    fmt::print("{}\n", gate_json(campaign, gate, tests).dump(2));
  } else {
    fmt::print("{}", gate_text(campaign, gate, tests));
  }
  return holds ? 0 : 1;
}

}  // namespace

void add_conformance_mutants(CLI::App& group, Action& action) {
  CLI::App* command = group.add_subcommand(
      "mutants", "Plant known bugs in copies of the implementations: the vectors must find each");
  const auto arguments = std::make_shared<MutantsArguments>();
  command->add_option("--vectors", arguments->vectors, "Directory of vector files")
      ->type_name("DIR");
  command->add_option("--source", arguments->source, "Root of the source tree to copy from")
      ->type_name("DIR");
  command
      ->add_option("--bugs", arguments->bugs,
                   "Directory of the descriptions (default: conformance/mutants)")
      ->type_name("DIR");
  command
      ->add_option("--implementation", arguments->implementations,
                   "Only bugs in cpp or in javascript; repeatable")
      ->type_name("NAME")
      ->check(CLI::IsMember(implementations()))
      ->allow_extra_args(false);
  command->add_option("--only", arguments->only, "Only the bug of this name; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      ->add_option("--remove", arguments->removed,
                   "Judge without this case, to see what it alone finds; repeatable")
      ->type_name("CASE")
      ->allow_extra_args(false);
  command->add_flag(
      "--fail-fast", arguments->fail_fast,
      "Stop at the first failed case of each bug, the one known to find it being asked\n"
      "first: quick, without killers and names");
  command->add_flag("--check", arguments->check_only,
                    "Try nothing: only hold descriptions and fingerprints against the tree");
  command->add_option("--jobs", arguments->jobs, "Bugs at a time (default: processors)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{64}));
  command
      ->add_option("--work", arguments->work,
                   "Keep copies and builds here, which makes the next run quicker")
      ->type_name("DIR");
  command
      ->add_option("--fingerprints", arguments->fingerprints,
                   "Name the bugs blind by this table (default: the pinned one)")
      ->type_name("FILE");
  command
      ->add_option("--write-fingerprints", arguments->write_fingerprints,
                   "Write the table of what each bug shows")
      ->type_name("FILE");
  command->add_flag("--json", arguments->json, "Write the result as JSON to standard output");
  command->footer(kMutantsFooter);
  command->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return mutants_command(*arguments); });
  });
}

}  // namespace smx::cli
