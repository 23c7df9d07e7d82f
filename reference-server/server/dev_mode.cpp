#include "server/dev_mode.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string_view>

#include "auth/bytes.h"
#include "auth/random.h"
#include "auth/signing_key.h"
#include "log/event.h"
#include "server/failure.h"
#include "server/self_signed.h"
#include "server/serving.h"
#include "server/startup.h"
#include "server/system_clock.h"

namespace smx::relay::server {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

[[noreturn]] void fail(std::string_view what) {
  throw Failure(ExitCode::failed, fmt::format("--dev: {}", what));
}

/// A directory for everything; removed with this if it is temporary.
class DevDirectory {
 public:
  explicit DevDirectory(const std::string& chosen) : temporary_(chosen.empty()) {
    if (temporary_) {
      std::string name = (fs::temp_directory_path() / "smx-relay-XXXXXX").string();
      if (::mkdtemp(name.data()) == nullptr) fail("no temporary directory");
      path_ = name;
    } else {
      path_ = fs::absolute(chosen);
      ::mkdir(path_.c_str(), 0700);
    }
    const fs::path data = path_ / "data";
    if (::mkdir(data.c_str(), 0700) != 0 && errno != EEXIST) fail("the directory cannot be used");
  }
  ~DevDirectory() {
    std::error_code ignored;  // what cannot be removed stays: it is temporary
    if (temporary_) fs::remove_all(path_, ignored);
  }
  DevDirectory(const DevDirectory&) = delete;
  DevDirectory& operator=(const DevDirectory&) = delete;

  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

 private:
  bool temporary_;
  fs::path path_;
};

/// A file that grows by whole lines, its owner's alone.
class Lines {
 public:
  explicit Lines(const std::string& path)
      : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail("a file cannot be opened for writing");
  }
  ~Lines() { ::close(descriptor_); }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  void add(std::string_view line) const {
    const std::string whole = fmt::format("{}\n", line);
    if (::write(descriptor_, whole.data(), whole.size()) < 0) {
      fmt::print(stderr, "smx-relay: a line could not be written: errno {}\n", errno);
    }
  }

 private:
  int descriptor_;
};

/// Prints codes, and keeps them in a file for programs.
class ConsoleCodes final : public api::CodeProvider {
 public:
  explicit ConsoleCodes(const std::string& path) : file_(path) {}
  void send(const CodeMessage& message) override {
    const std::string line =
        Json{{"dev", "code"}, {"phone", message.phone}, {"code", message.code}}.dump();
    const std::lock_guard lock(mutex_);
    file_.add(line);
    fmt::print("{}\n", line);
    std::fflush(stdout);
  }

 private:
  std::mutex mutex_;
  Lines file_;
};

void write_once(const std::string& path, std::string_view content) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool done = descriptor >= 0 && ::write(descriptor, content.data(), content.size()) ==
                                           static_cast<ssize_t>(content.size());
  if (descriptor >= 0) ::close(descriptor);
  if (!done) fail("a file cannot be written");
}

/// What a directory that was used before holds already stays.
void make_once(const std::string& path, const auto& content) {
  if (!fs::exists(path)) write_once(path, content());
}

std::string new_code_key() {
  auth::SystemRandom random;
  auth::Bytes bytes(32);
  random.fill(bytes);
  return auth::to_hex(bytes);
}

/// The variables that a developer would otherwise have to set; those that are set stay.
Environment dev_environment(const DevDirectory& directory, unsigned port) {
  const CertificateAndKey tls = make_self_signed(SystemClock().now());
  write_once(directory.file("ca.pem"), tls.certificate);
  write_once(directory.file("tls.key"), tls.key);
  make_once(directory.file("jwt.key"), [] { return auth::SigningKey::generate_pem(); });
  make_once(directory.file("code.key"), new_code_key);
  Environment variables = relay_environment(environ);
#ifdef SMX_RELAY_LEAKY
  variables.erase("SMX_RELAY_PLANTED_LEAK");  // the control's own (planted_leak.h)
#endif
  variables.insert({{"SMX_RELAY_LISTEN", fmt::format("127.0.0.1:{}", port)},
                    {"SMX_RELAY_OPERATIONS", "127.0.0.1:0"},
                    {"SMX_RELAY_SIGNUP", "open"}});
  for (const auto& [name, file] : {std::pair{"SMX_RELAY_DATA_DIR", "data"},
                                   {"SMX_RELAY_EPOCH_FILE", "epoch"},
                                   {"SMX_RELAY_TLS_CERTIFICATE_FILE", "ca.pem"},
                                   {"SMX_RELAY_TLS_KEY_FILE", "tls.key"},
                                   {"SMX_RELAY_JWT_KEY_FILE", "jwt.key"},
                                   {"SMX_RELAY_CODE_KEY_FILE", "code.key"}}) {
    variables[name] = directory.file(file);
  }
  return variables;
}

Settings dev_settings(const Environment& variables) {
  SettingsRead read = read_settings(variables, "", Mode::dev);
  if (!read.settings.listen.address.starts_with("127.") && read.settings.listen.address != "::1") {
    read.faults.push_back({"SMX_RELAY_LISTEN", "--dev serves this machine alone"});
  }
  if (!read.faults.empty()) throw Failure(ExitCode::bad_settings, describe(read.faults));
  return std::move(read.settings);
}

std::string shown_address(const Endpoint& endpoint) {
  return endpoint.address.find(':') == std::string::npos ? endpoint.address
                                                         : fmt::format("[{}]", endpoint.address);
}

}  // namespace

ExitCode serve_dev(const DevOptions& options) {
  const DevDirectory directory(options.directory);
  const Settings settings = dev_settings(dev_environment(directory, options.port));
  ConsoleCodes codes(directory.file("codes.jsonl"));
  log::DescriptorSink sink(STDERR_FILENO);
  std::unique_ptr<Lines> keylog;
  if (!settings.tls_keylog.empty()) keylog = std::make_unique<Lines>(settings.tls_keylog);
  ServingParts parts{sink, &codes, {}, {}, options.plain};
  if (keylog) parts.keylog = [&keylog](std::string_view line) { keylog->add(line); };
  parts.ready = [&](std::uint16_t port, std::uint16_t operations_port) {
    const std::string url = fmt::format("{}://{}:{}", options.plain ? "http" : "https",
                                        shown_address(settings.listen), port);
    const std::string operations =
        fmt::format("http://{}:{}", shown_address(settings.operations), operations_port);
    fmt::print(stderr,
               "smx-relay {}: for development only, on this machine alone\n"
               "  clients      {}\n  certificate  {}\n  operations   {}/metrics\n"
               "  data         {}\n  codes        below, and in {}\n  Ctrl-C ends it{}\n\n",
               SMX_RELAY_VERSION, url, directory.file("ca.pem"), operations, directory.file("data"),
               directory.file("codes.jsonl"),
               options.directory.empty() ? " and removes the data" : "");
    fmt::print("{}\n", Json{{"dev", "ready"},
                            {"url", url},
                            {"ops_url", operations},
                            {"ca_file", directory.file("ca.pem")},
                            {"data_dir", directory.file("data")},
                            {"pid", ::getpid()},
                            {"codes_file", directory.file("codes.jsonl")}}
                           .dump());
    std::fflush(stdout);
  };
  return serve(settings, parts);
}

}  // namespace smx::relay::server
