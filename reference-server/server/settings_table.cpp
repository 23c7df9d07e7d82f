#include "server/settings_table.h"

#include <fmt/format.h>

#include <array>

#include "server/settings_parse.h"

namespace smx::relay::server {
namespace {

using Text = std::string_view;
constexpr std::uint64_t kTebibyte = 1ull << 40;
constexpr std::int64_t kDay = 24 * 3600;

/// A number of days, kept as seconds.
ParseFault parse_days(Text value, std::uint64_t most, std::int64_t& seconds) {
  std::int64_t days = 0;
  ParseFault fault = parse_into(value, 1, most, days);
  if (!fault) seconds = days * kDay;
  return fault;
}

ParseFault parse_issuer(Text value, std::string& out) {
  if (value.size() > 200 || value.find_first_of(" \"\\\n") != Text::npos) {
    return "longer than 200 characters, or holds a space or a quotation mark";
  }
  out = value;
  return std::nullopt;
}

constexpr std::array kTable{
    // Where things are.
    SettingRow{"SMX_RELAY_DATA_DIR", "PATH",
               "directory of the database and the attachments; mode 700", "", Need::required, false,
               [](Text v, Settings& s) { return parse_path(v, s.data_dir); }},
    SettingRow{"SMX_RELAY_EPOCH_FILE", "PATH",
               "second copy of the store's epoch, outside the data directory and its backups", "",
               Need::required, false,
               [](Text v, Settings& s) { return parse_path(v, s.epoch_file); }},
    SettingRow{"SMX_RELAY_LISTEN", "ADDRESS:PORT", "where clients connect (TLS 1.3)",
               "127.0.0.1:8443", Need::optional, false,
               [](Text v, Settings& s) { return parse_endpoint(v, false, s.listen); }},
    SettingRow{"SMX_RELAY_OPERATIONS", "ADDRESS:PORT",
               "where /metrics, /healthz and /readyz are; this machine only", "127.0.0.1:9464",
               Need::optional, false,
               [](Text v, Settings& s) { return parse_endpoint(v, true, s.operations); }},
    SettingRow{"SMX_RELAY_TLS_CERTIFICATE_FILE", "PATH",
               "certificate chain, PEM; read again on SIGHUP", "", Need::required, false,
               [](Text v, Settings& s) { return parse_path(v, s.tls_certificate_file); }},
    SettingRow{"SMX_RELAY_TLS_KEY_FILE", "PATH", "its private key, PEM; mode 600", "",
               Need::required, false,
               [](Text v, Settings& s) { return parse_path(v, s.tls_key_file); }},
    // Secrets.
    SettingRow{"SMX_RELAY_JWT_KEY", "PEM",
               "RSA private key that signs access tokens and audit checkpoints", "", Need::required,
               true, [](Text v, Settings& s) { return parse_signing_key(v, s.jwt_key); }},
    SettingRow{"SMX_RELAY_CODE_KEY", "HEX",
               "64 hex digits or more, under which codes and telephone numbers are stored", "",
               Need::required, true,
               [](Text v, Settings& s) { return parse_hex_key(v, s.code_key); }},
    SettingRow{"SMX_RELAY_LOG_KEY", "HEX",
               "64 hex digits or more: makes the log's _h8 fields HMACs instead of plain hashes",
               "", Need::optional, true,
               [](Text v, Settings& s) { return parse_hex_key(v, s.log_key); }},
    // Codes and pushes.
    SettingRow{"SMX_RELAY_CODE_WEBHOOK_URL", "https URL",
               "whoever sends one-time codes to telephones; gets {\"phone\", \"code\"}", "",
               Need::serving, false,
               [](Text v, Settings& s) { return parse_url(v, s.code_webhook.url); }},
    SettingRow{"SMX_RELAY_CODE_WEBHOOK_TOKEN", "TEXT", "bearer token for it, 32 characters or more",
               "", Need::serving, true,
               [](Text v, Settings& s) { return parse_token(v, s.code_webhook.token); }},
    SettingRow{"SMX_RELAY_PUSH_WEBHOOK_URL", "https URL",
               "whoever wakes devices; gets {\"device_id\", \"message_id\"}", "", Need::optional,
               false, [](Text v, Settings& s) { return parse_url(v, s.push_webhook.url); }},
    SettingRow{"SMX_RELAY_PUSH_WEBHOOK_TOKEN", "TEXT", "bearer token for it, 32 characters or more",
               "", Need::with_push, true,
               [](Text v, Settings& s) { return parse_token(v, s.push_webhook.token); }},
    SettingRow{"SMX_RELAY_WEBHOOK_CA_FILE", "PATH",
               "certificate authorities of the webhooks, PEM (default: the system's)", "",
               Need::optional, false,
               [](Text v, Settings& s) { return parse_path(v, s.webhook_ca_file); }},
    // Who may do what, and how much.
    SettingRow{"SMX_RELAY_ISSUER", "TEXT", "\"iss\" of access tokens", "smx-relay", Need::optional,
               false, [](Text v, Settings& s) { return parse_issuer(v, s.issuer); }},
    SettingRow{"SMX_RELAY_SIGNUP", "open|closed", "whether anybody may found an organisation",
               "closed", Need::optional, false,
               [](Text v, Settings& s) {
                 return parse_switch(v, "closed", "open", s.policy.signup_open);
               }},
    SettingRow{"SMX_RELAY_FREE_MEMBERS", "NUMBER", "members of an organisation that founded itself",
               "5", Need::optional, false,
               [](Text v, Settings& s) { return parse_into(v, 1, 1000, s.policy.free_members); }},
    SettingRow{
        "SMX_RELAY_DEVICES_PER_USER", "NUMBER", "devices that one person may have", "10",
        Need::optional, false,
        [](Text v, Settings& s) { return parse_into(v, 1, 100, s.policy.devices_per_user); }},
    SettingRow{
        "SMX_RELAY_QUEUE_MESSAGES", "NUMBER", "messages that may wait for one device", "10000",
        Need::optional, false,
        [](Text v, Settings& s) { return parse_into(v, 1, 10'000'000, s.policy.queue_messages); }},
    SettingRow{"SMX_RELAY_QUEUE_BYTES", "NUMBER", "bytes that may wait for one device", "67108864",
               Need::optional, false,
               [](Text v, Settings& s) {
                 return parse_into(v, 1u << 20, kTebibyte, s.policy.queue_bytes);
               }},
    SettingRow{"SMX_RELAY_QUEUE_DAYS", "NUMBER", "days that a message waits", "30", Need::optional,
               false,
               [](Text v, Settings& s) { return parse_days(v, 365, s.policy.queue_seconds); }},
    SettingRow{
        "SMX_RELAY_ATTACHMENT_BYTES", "NUMBER", "the largest attachment", "104857600",
        Need::optional, false,
        [](Text v, Settings& s) { return parse_into(v, 1, kTebibyte, s.policy.attachment_bytes); }},
    SettingRow{"SMX_RELAY_ATTACHMENT_BYTES_PER_ORGANISATION", "NUMBER",
               "all attachments of one organisation", "10737418240", Need::optional, false,
               [](Text v, Settings& s) {
                 return parse_into(v, 1, 1024 * kTebibyte,
                                   s.policy.attachment_bytes_per_organisation);
               }},
    SettingRow{"SMX_RELAY_AUDIT_DAYS", "NUMBER", "days that audit entries are kept", "90",
               Need::optional, false,
               [](Text v, Settings& s) { return parse_days(v, 3660, s.policy.audit_seconds); }},
    SettingRow{"SMX_RELAY_ALLOW_ROOT", "0|1", "run as root, which is refused otherwise", "0",
               Need::optional, false,
               [](Text v, Settings& s) { return parse_switch(v, "0", "1", s.allow_root); }},
    SettingRow{"SMX_RELAY_TLS_KEYLOG", "PATH",
               "file for the keys of every TLS session: whoever has it reads everything", "",
               Need::dev_only, false,
               [](Text v, Settings& s) { return parse_path(v, s.tls_keylog); }},
};

std::string need_text(const SettingRow& row) {
  switch (row.need) {
    case Need::serving:
      return "required without --dev";
    case Need::dev_only:
      return "with --dev only";
    case Need::required:
      return "required";
    case Need::with_push:
      return "required with SMX_RELAY_PUSH_WEBHOOK_URL";
    case Need::optional:
      break;
  }
  return row.fallback.empty() ? "optional" : fmt::format("default {}", row.fallback);
}

}  // namespace

std::span<const SettingRow> settings_table() noexcept { return kTable; }

std::string settings_help() {
  std::string out =
      "Settings, all from environment variables. A secret NAME may be given as NAME_FILE instead:\n"
      "the path of a file that holds it, which nobody but its owner may read.\n";
  for (const SettingRow& row : kTable) {
    out += fmt::format("\n{}={}\n  {}\n  {}{}\n", row.name, row.form, row.meaning, need_text(row),
                       row.secret ? ", secret" : "");
  }
  return out;
}

}  // namespace smx::relay::server
