#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/load.h"

namespace {

using namespace smx::relay::bench;

constexpr const char* kDescription =
    "Load on a relay of its own, on this machine: what a message costs and how long it takes";
constexpr const char* kFooter =
    R"(The relay and its clients share the machine's processors. A message is answered when it is durable.
"per commit" counts messages for each commit of the relay, acknowledgements and reads included;
"us a message" is the relay's own processor time, delivery and acknowledgement included, with TLS.

Exit codes: 0 measured, 2 bad usage or it could not be measured. A goal that is missed is said, and
is no failure.)";

struct Options {
  std::string relay;
  std::string folder;
  std::string json;
  std::vector<std::size_t> outstanding = {1, 16, 256};
  std::size_t connections = 1'000;
  std::size_t idle = 0;
  double seconds = 3;
  std::size_t bytes = 1024;
};

struct Measured {
  std::vector<Point> points;
  std::int64_t empty = 0;  // resident bytes without a connection
  std::int64_t full = 0;
  std::size_t streams = 0;
};

/// As many descriptors as may be had: each connection is one here and one in the relay.
std::size_t raise_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

Task<void> run(Fleet& fleet, RelayProcess& relay, const Options& options, Measured& measured) {
  co_await relay.start();
  const std::size_t accounts = std::max(options.connections, options.idle);
  co_await fleet.register_accounts(accounts);
  measured.empty = relay.resident_bytes();
  co_await fleet.open_streams(options.connections);
  for (const std::size_t outstanding : options.outstanding) {
    Point point = co_await fleet.measure(outstanding, options.seconds, options.bytes);
    measured.points.push_back(point);
  }
  co_await fleet.open_streams(accounts);
  measured.streams = fleet.streams();
  measured.full = relay.resident_bytes();
  // Nobody is left to say farewell to its streams.
  relay.kill();
}

double per_commit(const Point& point) {
  return point.commits > 0 ? static_cast<double>(point.messages) / point.commits : 0;
}

double microseconds(const Point& point) {
  return point.messages > 0 ? 1e6 * point.processor_seconds / static_cast<double>(point.messages)
                            : 0;
}

void print(const Measured& measured, std::size_t descriptors) {
  fmt::print("{:>11} {:>11} {:>9} {:>10} {:>10} {:>12} {:>9} {:>9}\n", "outstanding", "connections",
             "messages", "a second", "per commit", "us a message", "p50 ms", "p99 ms");
  for (const Point& point : measured.points) {
    fmt::print("{:>11} {:>11} {:>9} {:>10.0f} {:>10.1f} {:>12.0f} {:>9.2f} {:>9.2f}\n",
               point.outstanding, point.connections, point.messages,
               static_cast<double>(point.messages) / point.seconds, per_commit(point),
               microseconds(point), 1000 * point.p50, 1000 * point.p99);
  }
  fmt::print(
      "{} streams: {:.1f} MB resident, {:.1f} MB before the first ({} descriptors allowed)\n",
      measured.streams, static_cast<double>(measured.full) / 1e6,
      static_cast<double>(measured.empty) / 1e6, descriptors);
}

void write_json(const Measured& measured, const Options& options) {
  nlohmann::json points = nlohmann::json::array();
  for (const Point& point : measured.points) {
    points.push_back({{"outstanding", point.outstanding},
                      {"connections", point.connections},
                      {"messages", point.messages},
                      {"seconds", point.seconds},
                      {"messages_per_commit", per_commit(point)},
                      {"processor_us_per_message", microseconds(point)},
                      {"p50_ms", 1000 * point.p50},
                      {"p99_ms", 1000 * point.p99},
                      {"limited", point.limited}});
  }
  const nlohmann::json result = {
      {"message_bytes", options.bytes},  {"tls", true},
      {"points", std::move(points)},     {"streams", measured.streams},
      {"resident_bytes", measured.full}, {"resident_bytes_without_streams", measured.empty}};
  std::ofstream(options.json) << result.dump(2) << '\n';
}

/// Beside this program, unless it was said.
std::string relay_beside(const std::string& chosen) {
  if (!chosen.empty()) return std::filesystem::absolute(chosen);
  const auto own = std::filesystem::read_symlink("/proc/self/exe");
  return own.parent_path() / "smx-relay";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Options options;
    CLI::App app{kDescription, "smx-relay-bench"};
    app.footer(kFooter);
    app.add_option("--relay", options.relay, "The program smx-relay (default: beside this one)");
    app.add_option("--folder", options.folder, "For the relay's directory (default: temporary)");
    app.add_option("--outstanding", options.outstanding, "Messages on their way, for each row")
        ->capture_default_str();
    app.add_option("--connections", options.connections, "Streams")->capture_default_str();
    app.add_option("--idle", options.idle, "As many streams for the memory (default: no more)");
    app.add_option("--seconds", options.seconds, "For each row")->capture_default_str();
    app.add_option("--bytes", options.bytes, "Of an envelope")->capture_default_str();
    app.add_option("--json", options.json, "File for the figures");
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : 2;
    }
    const std::size_t descriptors = raise_descriptors();
    const std::size_t most = descriptors > 200 ? descriptors - 200 : 0;
    if (std::max(options.connections, options.idle) > most) {
      fmt::print("only {} descriptors are allowed: fewer connections\n", descriptors);
      options.connections = std::min(options.connections, most);
      options.idle = std::min(options.idle, most);
    }
    const bool temporary = options.folder.empty();
    if (temporary) {
      std::string name = std::filesystem::temp_directory_path() / "smx-relay-bench-XXXXXX";
      if (mkdtemp(name.data()) == nullptr) throw LinkFault("no temporary directory");
      options.folder = name;
    }
    Measured measured;
    {
      Loop loop;
      RelayProcess relay(loop, {.program = relay_beside(options.relay),
                                .folder = std::filesystem::absolute(options.folder),
                                .environment = {}});
      Fleet fleet(loop, relay);
      loop.run(run(fleet, relay, options, measured));
    }
    if (temporary) std::filesystem::remove_all(options.folder);
    print(measured, descriptors);
    if (!options.json.empty()) write_json(measured, options);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "smx-relay-bench: {}\n", error.what());
    return 2;
  }
}
