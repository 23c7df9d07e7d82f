#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>

#include "bench/load.h"
#include "bench/report.h"

namespace {

using namespace smx::relay::bench;
namespace fs = std::filesystem;

constexpr const char* kDescription =
    "Load on a relay of its own, on this machine: what a message costs and how long it takes";
constexpr const char* kFooter =
    R"(The relay and its clients share the machine's processors. A message is answered when it is durable.
Syncs and commits are all of the relay's, those of acknowledgements and checkpoints included; the
processor time is the relay's own, delivery and acknowledgement included. A goal that is missed is
said, and is no failure.

Exit codes: 0 measured, 2 bad usage or it could not be measured.)";

struct Options {
  std::string relay;
  std::string folder;
  std::string json;
  std::string transport = "both";
  std::vector<std::size_t> outstanding = {1, 16, 256};
  std::size_t connections = 1'000;
  std::size_t idle = 0;
  double seconds = 3;
  std::size_t bytes = 1024;
};

/// As many descriptors as may be had: each connection is one here and one in the relay, which
/// inherits what is allowed.
std::size_t raise_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

Task<void> run(Fleet& fleet, RelayProcess& relay, const Options& options, Series& series,
               Memory* memory) {
  co_await relay.start();
  const std::size_t idle = memory == nullptr ? 0 : options.idle;
  co_await fleet.register_accounts(std::max(options.connections, idle));
  const std::int64_t empty = relay.resident_bytes();
  co_await fleet.open_streams(options.connections);
  for (const std::size_t outstanding : options.outstanding) {
    Point point = co_await fleet.measure(outstanding, options.seconds, options.bytes);
    series.points.push_back(point);
  }
  if (memory != nullptr) {
    co_await fleet.open_streams(std::max(options.connections, idle));
    *memory = {.empty = empty, .full = relay.resident_bytes(), .streams = fleet.streams()};
  }
}

/// Beside the relay, as they are built together.
std::string counter_beside(const std::string& relay) {
  return fs::path(relay).parent_path() / "smx-relay-sync-counter.so";
}

void measure(const Options& options, bool tls, Report& report) {
  Series series{.tls = tls, .points = {}};
  Loop loop;
  const std::string folder = options.folder + (tls ? "/tls" : "/plain");
  fs::create_directories(folder);
  const SyncCount syncs(counter_beside(options.relay), folder + "/syncs");
  RelayProcess relay(loop, {.program = options.relay,
                            .folder = folder,
                            .environment = syncs.environment(),
                            .plain = !tls});
  Fleet fleet(loop, relay, syncs);
  loop.run(run(fleet, relay, options, series, tls ? &report.memory : nullptr));
  // Only now that nobody reads its streams any more.
  relay.kill();
  report.series.push_back(std::move(series));
}

/// Removed at the end, unless it was chosen.
class Folder {
 public:
  explicit Folder(const std::string& chosen) : temporary_(chosen.empty()) {
    std::string name =
        temporary_ ? fs::temp_directory_path() / "smx-relay-bench-XXXXXX" : fs::absolute(chosen);
    if (temporary_ && mkdtemp(name.data()) == nullptr) throw LinkFault("no temporary directory");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;  // what cannot be removed stays: it is temporary
    if (temporary_) fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  bool temporary_;
  std::string path_;
};

/// Beside this program, unless it was said.
std::string relay_beside(const std::string& chosen) {
  if (!chosen.empty()) return fs::absolute(chosen);
  return fs::read_symlink("/proc/self/exe").parent_path() / "smx-relay";
}

void fit_descriptors(Options& options, std::size_t descriptors) {
  const std::size_t most = descriptors > 200 ? descriptors - 200 : 0;
  if (std::max(options.connections, options.idle) <= most) return;
  fmt::print("a process may have {} descriptors here: {} connections at most\n", descriptors, most);
  options.connections = std::min(options.connections, most);
  options.idle = std::min(options.idle, most);
}

int run(Options options) {
  Report report{.message_bytes = options.bytes,
                .descriptors = raise_descriptors(),
                .series = {},
                .memory = {}};
  fit_descriptors(options, report.descriptors);
  const Folder folder(options.folder);
  options.folder = folder.path();
  options.relay = relay_beside(options.relay);
  if (options.transport != "plain") measure(options, true, report);
  if (options.transport != "tls") measure(options, false, report);
  fmt::print("{}", text_of(report));
  if (options.json.empty()) return 0;
  const std::string text = json_of(report).dump(2) + "\n";
  if (options.json == "-") {
    fmt::print("{}", text);
  } else if (!(std::ofstream(options.json) << text).flush()) {
    throw LinkFault("cannot write " + options.json);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Options options;
    CLI::App app{kDescription, "smx-relay-bench"};
    app.footer(kFooter);
    app.add_option("--relay", options.relay, "The program smx-relay (default: beside this one)");
    app.add_option("--folder", options.folder, "For the relay's directory (default: temporary)");
    app.add_option("--transport", options.transport, "With TLS, without, or one after the other")
        ->check(CLI::IsMember({"tls", "plain", "both"}))
        ->capture_default_str();
    app.add_option("--outstanding", options.outstanding, "Messages on their way, for each row")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--connections", options.connections, "Streams")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--idle", options.idle, "As many streams for the memory (default: no more)");
    app.add_option("--seconds", options.seconds, "For each row")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--bytes", options.bytes, "Of an envelope")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--json", options.json, "File for the figures, or - for standard output");
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : 2;
    }
    return run(std::move(options));
  } catch (const std::exception& error) {
    fmt::print(stderr, "smx-relay-bench: {}\n", error.what());
    return 2;
  }
}
