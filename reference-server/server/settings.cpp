#include "server/settings.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "server/secret_file.h"
#include "server/settings_table.h"

namespace smx::relay::server {
namespace {

constexpr std::string_view kPrefix = "SMX_RELAY_";
constexpr std::string_view kFileSuffix = "_FILE";
constexpr std::string_view kPushUrl = "SMX_RELAY_PUSH_WEBHOOK_URL";

const SettingRow* find_row(std::string_view name) {
  const auto table = settings_table();
  const auto found = std::ranges::find(table, name, &SettingRow::name);
  return found == table.end() ? nullptr : &*found;
}

/// The secret that NAME_FILE is of.
const SettingRow* find_secret_of_file(std::string_view name) {
  if (!name.ends_with(kFileSuffix)) return nullptr;
  const SettingRow* row = find_row(name.substr(0, name.size() - kFileSuffix.size()));
  return row != nullptr && row->secret ? row : nullptr;
}

class Reader {
 public:
  Reader(const Environment& environment, std::string_view credentials_dir, Mode mode)
      : environment_(environment), credentials_dir_(credentials_dir), mode_(mode) {}

  SettingsRead read() {
    for (const SettingRow& row : settings_table()) read_row(row);
    for (const auto& [name, value] : environment_) {
      if (find_row(name) == nullptr && find_secret_of_file(name) == nullptr) {
        fault(name, "there is no such setting (smx-relay settings lists them)");
      }
    }
    if (out_.faults.empty()) check_files();
    return std::move(out_);
  }

 private:
  void fault(std::string_view name, std::string text) {
    out_.faults.push_back({std::string(name), std::move(text)});
  }

  [[nodiscard]] const std::string* find(std::string_view name) const {
    const auto found = environment_.find(name);
    return found == environment_.end() ? nullptr : &found->second;
  }

  [[nodiscard]] bool is_needed(const SettingRow& row) const {
    return row.need == Need::required || (row.need == Need::serving && mode_ == Mode::serve) ||
           (row.need == Need::with_push && find(kPushUrl) != nullptr);
  }

  void read_row(const SettingRow& row) {
    const std::string file_name = std::string(row.name) + std::string(kFileSuffix);
    const std::string* value = find(row.name);
    const std::string* path = row.secret ? find(file_name) : nullptr;
    if (value != nullptr && path != nullptr) {
      fault(row.name, "set twice: also as " + file_name);
    } else if (row.need == Need::with_push && (value != nullptr || path != nullptr) &&
               find(kPushUrl) == nullptr) {
      fault(row.name, "set without " + std::string(kPushUrl));
    } else if (row.need == Need::dev_only && mode_ != Mode::dev && value != nullptr) {
      fault(row.name, "set without --dev");
    } else if (value != nullptr) {
      take(row, row.name, *value);
    } else if (path != nullptr) {
      take_file(row, file_name, *path);
    } else if (is_needed(row)) {
      fault(row.name, row.secret ? "missing (or " + file_name + ")" : "missing");
    } else if (!row.fallback.empty()) {
      take(row, row.name, row.fallback);
    }
  }

  void take(const SettingRow& row, std::string_view name, std::string_view value) {
    if (value.empty()) {
      fault(name, "empty");
    } else if (ParseFault wrong = row.parse(value, out_.settings)) {
      fault(name, *wrong);
    }
  }

  void take_file(const SettingRow& row, std::string_view name, const std::string& path) {
    if (path.empty()) {
      fault(name, "empty");
      return;
    }
    auto content = read_secret_file(path, credentials_dir_);
    if (!content) {
      fault(name, content.error());
      return;
    }
    const std::size_t end = content->find_last_not_of("\r\n");
    take(row, name, std::string_view(*content).substr(0, end == std::string::npos ? 0 : end + 1));
    ::explicit_bzero(content->data(), content->size());
  }

  void check_files() {
    const Settings& settings = out_.settings;
    struct stat status{};
    if (::stat(settings.data_dir.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
      fault("SMX_RELAY_DATA_DIR", "not a directory");
    } else if ((status.st_mode & 077) != 0) {
      fault("SMX_RELAY_DATA_DIR", "open to its group or to others (chmod 700)");
    } else if (::access(settings.data_dir.c_str(), R_OK | W_OK | X_OK) != 0) {
      fault("SMX_RELAY_DATA_DIR", "not writable");
    }
    if (settings.epoch_file.starts_with(settings.data_dir + "/")) {
      fault("SMX_RELAY_EPOCH_FILE", "inside the data directory, with which it would be restored");
    }
    if (auto file = read_plain_file(settings.tls_certificate_file); !file) {
      fault("SMX_RELAY_TLS_CERTIFICATE_FILE", file.error());
    }
    if (auto file = read_secret_file(settings.tls_key_file, credentials_dir_); !file) {
      fault("SMX_RELAY_TLS_KEY_FILE", file.error());
    } else {
      ::explicit_bzero(file->data(), file->size());
    }
    if (settings.webhook_ca_file.empty()) return;
    if (auto file = read_plain_file(settings.webhook_ca_file); !file) {
      fault("SMX_RELAY_WEBHOOK_CA_FILE", file.error());
    }
  }

  const Environment& environment_;
  std::string_view credentials_dir_;
  Mode mode_;
  SettingsRead out_;
};

}  // namespace

Environment relay_environment(char** environment) {
  Environment out;
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const std::size_t equals = entry.find('=');
    if (!entry.starts_with(kPrefix) || equals == std::string_view::npos) continue;
    out.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return out;
}

SettingsRead read_settings(const Environment& environment, std::string_view credentials_dir,
                           Mode mode) {
  return Reader(environment, credentials_dir, mode).read();
}

void forget_secrets(char** environment) {
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    const SettingRow* row = find_row(entry.substr(0, equals));
    if (row != nullptr && row->secret) {
      ::explicit_bzero(*environment + equals + 1, entry.size() - equals - 1);
    }
  }
}

}  // namespace smx::relay::server
