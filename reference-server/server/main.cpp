#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <functional>
#include <new>
#include <string>

#include "log/event.h"
#include "server/bench_command.h"
#include "server/commands.h"
#include "server/dev_mode.h"
#include "server/exit_code.h"
#include "server/failure.h"
#include "server/serving.h"
#include "server/settings_table.h"
#include "server/startup.h"

namespace {

using smx::relay::server::ExitCode;
namespace server = smx::relay::server;

constexpr const char* kDescription =
    R"(smx-relay: carries envelopes between devices and can read none of them.

Without a command it serves, with settings from environment variables alone.)";

constexpr const char* kFooter = R"(Start here:
  smx-relay --dev                  a relay on this machine, nothing to set; codes are printed
  smx-relay settings               every setting, its default, and which are secret
  smx-relay                        serve in earnest; JSON lines of the log on standard output
  smx-relay found "Example" +447700900001
                                   found an organisation where signup is closed
  smx-relay recover-admin org_... +447700900001
                                   an administrator again, where all lost their devices
  smx-relay backup relay.backup    a copy of the database, while it runs
  smx-relay fsck                   look whether everything holds
  smx-relay bench                  measure this machine, on a relay of its own

Signals: SIGTERM and SIGINT drain and end, SIGHUP reads the certificate again.

Exit codes:
  0  done, or stopped as told
  1  fsck found a fault
  2  bad usage or settings; each is named, no value is printed, nothing was changed
  3  storage, keys, a socket or the machine failed)";

int report(ExitCode code, std::string_view text) {
  std::fflush(stdout);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    fmt::print(stderr, "smx-relay: error: {}\n", text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return static_cast<int>(code);
}

ExitCode serve_in_earnest() {
  const server::Settings settings = server::settings_of_process();
  smx::relay::log::DescriptorSink sink(1);
  return server::serve(settings, {sink, nullptr, {}, {}, /*plain=*/false});
}

struct Options {
  bool dev = false;
  server::DevOptions development;
  std::string data_dir;
  std::string destination;
  std::string name;
  std::string phone;
  std::string organisation;
  int hours = 24;
};

void add_data_dir(CLI::App* command, Options& options) {
  command->add_option("--data-dir", options.data_dir, "Instead of SMX_RELAY_DATA_DIR")
      ->type_name("PATH");
}

int run(int argc, char** argv) {
  smx::relay::log::set_strict_fields(false);
  Options options;
  std::function<ExitCode()> action;
  CLI::App app{kDescription, "smx-relay"};
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("smx-relay ") + SMX_RELAY_VERSION);
  app.require_subcommand(0, 1);
  CLI::Option* dev = app.add_flag(
      "--dev", options.dev, "For development: own certificate, keys and directory; codes printed");
  app.add_option("--dev-dir", options.development.directory,
                 "Directory for --dev, kept (default: a temporary one, removed)")
      ->type_name("PATH")
      ->needs(dev);
  app.add_option("--dev-port", options.development.port, "Port for --dev (default: a free one)")
      ->type_name("PORT")
      ->check(CLI::Range(0, 65535))
      ->needs(dev);
  app.add_flag("--dev-plain", options.development.plain,
               "Plain HTTP for --dev, to measure without TLS; on this machine's loopback alone")
      ->needs(dev);
  app.add_subcommand("settings", "Print every setting, without values")->callback([&action] {
    action = [] {
      fmt::print("{}", server::settings_help());
      return ExitCode::ok;
    };
  });
  CLI::App* fsck = app.add_subcommand("fsck", "Look whether all that has to hold does hold");
  add_data_dir(fsck, options);
  fsck->callback(
      [&] { action = [&] { return server::run_fsck(server::data_dir_of(options.data_dir)); }; });
  CLI::App* backup = app.add_subcommand("backup", "Copy the database, also while the relay runs");
  add_data_dir(backup, options);
  backup->add_option("FILE", options.destination, "The copy; must not be there")->required();
  backup->callback([&] {
    action = [&] {
      return server::run_backup(server::data_dir_of(options.data_dir), options.destination);
    };
  });
  CLI::App* found =
      app.add_subcommand("found", "Found an organisation and invite its first person");
  add_data_dir(found, options);
  found->add_option("NAME", options.name, "Its name")->required();
  found->add_option("PHONE", options.phone, "Of its first administrator, +447700900001")
      ->required();
  found->callback([&] {
    action = [&] {
      return server::run_found(server::data_dir_of(options.data_dir), options.name, options.phone);
    };
  });
  CLI::App* bench = app.add_subcommand(
      "bench", "What a message costs: load on a relay of its own (bench --help)");
  bench->prefix_command();
  bench->set_help_flag();
  bench->callback([&] { action = [&]() -> ExitCode { server::exec_bench(bench->remaining()); }; });
  CLI::App* recover = app.add_subcommand(
      "recover-admin",
      "Let somebody in as administrator where all administrators lost their devices");
  add_data_dir(recover, options);
  recover->add_option("ORGANISATION", options.organisation, "Its identifier, org_...")->required();
  recover->add_option("PHONE", options.phone, "Of the administrator to be, a member's or not")
      ->required();
  recover->add_option("--hours", options.hours, "How long the invitation serves")
      ->type_name("HOURS")
      ->check(CLI::Range(1, 168))
      ->capture_default_str();
  recover->callback([&] {
    action = [&] {
      return server::run_recover_admin(server::data_dir_of(options.data_dir), options.organisation,
                                       options.phone, options.hours);
    };
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return report(ExitCode::bad_settings, fmt::format("{} (see smx-relay --help)", error.what()));
  }
  if (!action) {
    action = [&options] {
      return options.dev ? server::serve_dev(options.development) : serve_in_earnest();
    };
  }
  return static_cast<int>(action());
}

}  // namespace

// The one place where exceptions end.
int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const server::Failure& failure) {
    return report(failure.code(), failure.what());
  } catch (const std::bad_alloc&) {
    return report(ExitCode::failed, "out of memory");
  } catch (const std::exception& error) {
    return report(ExitCode::failed, error.what());
  }
}
