#include "server/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "auth/signing_key.h"
#include "server/settings_table.h"
#include "server/startup.h"
#include "tests/support/temporary_folder.h"

namespace smx::relay::server {
namespace {

const std::string& signing_key() {
  static const std::string pem = auth::SigningKey::generate_pem(2048);
  return pem;
}

/// A folder and an environment with which the relay starts.
class SettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    data_ = folder_.file("data");
    ASSERT_EQ(::mkdir(data_.c_str(), 0700), 0);
    environment_ = {
        {"SMX_RELAY_DATA_DIR", data_},
        {"SMX_RELAY_EPOCH_FILE", folder_.file("epoch")},
        {"SMX_RELAY_TLS_CERTIFICATE_FILE", write("tls.pem", 0644, "certificate")},
        {"SMX_RELAY_TLS_KEY_FILE", write("tls.key", 0600, "key")},
        {"SMX_RELAY_JWT_KEY", signing_key()},
        {"SMX_RELAY_CODE_KEY", std::string(64, 'a')},
        {"SMX_RELAY_CODE_WEBHOOK_URL", "https://codes.example/send"},
        {"SMX_RELAY_CODE_WEBHOOK_TOKEN", std::string(32, 't')},
    };
  }

  std::string write(const std::string& name, mode_t mode, const std::string& content) {
    const std::string path = folder_.file(name);
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return path;
  }

  [[nodiscard]] std::vector<std::string> faults() const {
    std::vector<std::string> out;
    for (const SettingFault& fault : read_settings(environment_, "").faults) {
      out.push_back(fault.name + ": " + fault.text);
    }
    return out;
  }

  /// The one fault there is.
  [[nodiscard]] std::string fault() const {
    const std::vector<std::string> all = faults();
    return all.size() == 1 ? all.front() : std::to_string(all.size()) + " faults";
  }

  test::TemporaryFolder folder_;
  std::string data_;
  Environment environment_;
};

TEST_F(SettingsTest, AreTaken) {
  environment_["SMX_RELAY_LISTEN"] = "[::]:443";
  environment_["SMX_RELAY_SIGNUP"] = "open";
  environment_["SMX_RELAY_AUDIT_DAYS"] = "365";
  environment_["SMX_RELAY_LOG_KEY"] = std::string(62, '0') + "fF";
  const SettingsRead read = read_settings(environment_, "");
  ASSERT_EQ(describe(read.faults), "");
  const Settings& settings = read.settings;
  EXPECT_EQ(settings.listen.address, "::");
  EXPECT_EQ(settings.listen.port, 443);
  EXPECT_EQ(settings.operations.address, "127.0.0.1");
  EXPECT_EQ(settings.issuer, "smx-relay");
  EXPECT_EQ(settings.code_key, std::vector<std::uint8_t>(32, 0xaa));
  EXPECT_EQ(settings.log_key.back(), 0xff);
  EXPECT_TRUE(settings.policy.signup_open);
  EXPECT_EQ(settings.policy.audit_seconds, 365 * 86400);
  EXPECT_FALSE(settings.push_webhook.is_set());
}

TEST_F(SettingsTest, DefaultsAreThoseOfThePolicy) {
  const Policy policy = read_settings(environment_, "").settings.policy;
  const Policy promised;
  EXPECT_EQ(policy.signup_open, promised.signup_open);
  EXPECT_EQ(policy.free_members, promised.free_members);
  EXPECT_EQ(policy.devices_per_user, promised.devices_per_user);
  EXPECT_EQ(policy.queue_messages, promised.queue_messages);
  EXPECT_EQ(policy.queue_bytes, promised.queue_bytes);
  EXPECT_EQ(policy.queue_seconds, promised.queue_seconds);
  EXPECT_EQ(policy.attachment_bytes, promised.attachment_bytes);
  EXPECT_EQ(policy.attachment_bytes_per_organisation, promised.attachment_bytes_per_organisation);
  EXPECT_EQ(policy.audit_seconds, promised.audit_seconds);
}

TEST_F(SettingsTest, AllThatIsWrongIsToldAtOnce) {
  environment_.clear();
  EXPECT_EQ(faults(), (std::vector<std::string>{
                          "SMX_RELAY_DATA_DIR: missing",
                          "SMX_RELAY_EPOCH_FILE: missing",
                          "SMX_RELAY_TLS_CERTIFICATE_FILE: missing",
                          "SMX_RELAY_TLS_KEY_FILE: missing",
                          "SMX_RELAY_JWT_KEY: missing (or SMX_RELAY_JWT_KEY_FILE)",
                          "SMX_RELAY_CODE_KEY: missing (or SMX_RELAY_CODE_KEY_FILE)",
                          "SMX_RELAY_CODE_WEBHOOK_URL: missing",
                          "SMX_RELAY_CODE_WEBHOOK_TOKEN: missing (or "
                          "SMX_RELAY_CODE_WEBHOOK_TOKEN_FILE)",
                      }));
}

TEST_F(SettingsTest, EverySettingRefusesWhatItIsNotAndNeverRepeatsIt) {
  const std::string canary = "c4narie s";
  for (const SettingRow& row : settings_table()) {
    if (row.need == Need::with_push || row.need == Need::dev_only) continue;  // below
    SCOPED_TRACE(row.name);
    const Environment before = environment_;
    const std::string name(row.name);
    environment_[name] = canary;
    const std::vector<std::string> wrong = faults();
    const bool push = row.name == "SMX_RELAY_PUSH_WEBHOOK_URL";
    ASSERT_EQ(wrong.size(), push ? 2U : 1U);
    EXPECT_TRUE(wrong.front().starts_with(name + ": ")) << wrong.front();
    EXPECT_EQ(wrong.front().find("c4n"), std::string::npos);
    environment_[name] = "";
    EXPECT_EQ(faults().front(), name + ": empty");
    environment_ = before;
  }
}

TEST_F(SettingsTest, APushTokenBelongsToAPushUrl) {
  environment_["SMX_RELAY_PUSH_WEBHOOK_TOKEN"] = std::string(32, 't');
  EXPECT_EQ(fault(), "SMX_RELAY_PUSH_WEBHOOK_TOKEN: set without SMX_RELAY_PUSH_WEBHOOK_URL");
  environment_["SMX_RELAY_PUSH_WEBHOOK_URL"] = "https://push.example/";
  EXPECT_TRUE(faults().empty());
  environment_.erase("SMX_RELAY_PUSH_WEBHOOK_TOKEN");
  EXPECT_EQ(fault(),
            "SMX_RELAY_PUSH_WEBHOOK_TOKEN: missing (or SMX_RELAY_PUSH_WEBHOOK_TOKEN_FILE)");
}

TEST_F(SettingsTest, ASecretMayStandInAFileThatOnlyItsOwnerReads) {
  environment_.erase("SMX_RELAY_CODE_KEY");
  environment_["SMX_RELAY_CODE_KEY_FILE"] = write("code.key", 0600, std::string(64, 'b') + "\n");
  const SettingsRead read = read_settings(environment_, "");
  EXPECT_EQ(describe(read.faults), "");
  EXPECT_EQ(read.settings.code_key, std::vector<std::uint8_t>(32, 0xbb));
  ::chmod(folder_.file("code.key").c_str(), 0640);
  EXPECT_TRUE(fault().starts_with("SMX_RELAY_CODE_KEY_FILE: the file can be read")) << fault();
  ::chmod(folder_.file("code.key").c_str(), 0600);
  environment_["SMX_RELAY_CODE_KEY"] = std::string(64, 'a');
  EXPECT_EQ(fault(), "SMX_RELAY_CODE_KEY: set twice: also as SMX_RELAY_CODE_KEY_FILE");
  environment_.erase("SMX_RELAY_CODE_KEY");
  environment_["SMX_RELAY_CODE_KEY_FILE"] = write("none.key", 0600, "\n");
  EXPECT_EQ(fault(), "SMX_RELAY_CODE_KEY_FILE: empty");
}

TEST_F(SettingsTest, AVariableThatIsNoneIsRefused) {
  environment_["SMX_RELAY_LISTNE"] = "0.0.0.0:1";
  EXPECT_TRUE(fault().starts_with("SMX_RELAY_LISTNE: there is no such setting")) << fault();
  environment_.erase("SMX_RELAY_LISTNE");
  // Only a secret has a variable of this form.
  environment_["SMX_RELAY_LISTEN_FILE"] = "/x";
  EXPECT_TRUE(fault().starts_with("SMX_RELAY_LISTEN_FILE: there is no such setting")) << fault();
  environment_.erase("SMX_RELAY_LISTEN_FILE");
  // What opens the transport to others is for --dev alone.
  environment_["SMX_RELAY_TLS_KEYLOG"] = folder_.file("keys");
  EXPECT_EQ(fault(), "SMX_RELAY_TLS_KEYLOG: set without --dev");
  EXPECT_TRUE(read_settings(environment_, "", Mode::dev).faults.empty());
}

TEST_F(SettingsTest, KeyAndFolderMustBeTheOwnersAlone) {
  ::chmod(folder_.file("tls.key").c_str(), 0644);
  EXPECT_TRUE(fault().starts_with("SMX_RELAY_TLS_KEY_FILE: the file can be read")) << fault();
  ::chmod(folder_.file("tls.key").c_str(), 0600);
  ::chmod(data_.c_str(), 0750);
  EXPECT_TRUE(fault().starts_with("SMX_RELAY_DATA_DIR: open to its group")) << fault();
  ::chmod(data_.c_str(), 0700);
  environment_["SMX_RELAY_EPOCH_FILE"] = data_ + "/epoch";
  EXPECT_TRUE(fault().starts_with("SMX_RELAY_EPOCH_FILE: inside the data directory")) << fault();
}

TEST_F(SettingsTest, TheOperatorsPortIsOnThisMachineAlone) {
  for (const char* endpoint : {"0.0.0.0:9464", "[::]:9464", "192.0.2.1:9464", "localhost:9464"}) {
    environment_["SMX_RELAY_OPERATIONS"] = endpoint;
    EXPECT_TRUE(fault().starts_with("SMX_RELAY_OPERATIONS: not ")) << endpoint;
  }
  for (const char* endpoint : {"127.0.0.1:9464", "127.8.0.1:0", "[::1]:9464"}) {
    environment_["SMX_RELAY_OPERATIONS"] = endpoint;
    EXPECT_TRUE(faults().empty()) << endpoint;
  }
}

TEST_F(SettingsTest, ShortSecretsAreRefused) {
  environment_["SMX_RELAY_CODE_KEY"] = std::string(62, 'a');
  EXPECT_TRUE(fault().starts_with("SMX_RELAY_CODE_KEY: shorter")) << fault();
  environment_["SMX_RELAY_CODE_KEY"] = std::string(64, 'a');
  environment_["SMX_RELAY_CODE_WEBHOOK_TOKEN"] = std::string(31, 't');
  EXPECT_TRUE(fault().starts_with("SMX_RELAY_CODE_WEBHOOK_TOKEN: shorter")) << fault();
  environment_["SMX_RELAY_CODE_WEBHOOK_TOKEN"] = std::string(32, 't');
  environment_["SMX_RELAY_JWT_KEY"] = auth::SigningKey::generate_pem(1024);
  EXPECT_TRUE(fault().starts_with("SMX_RELAY_JWT_KEY: ")) << fault();
}

TEST(SettingsHelp, NamesEverySettingOnce) {
  const std::string help = settings_help();
  std::set<std::string_view> names;
  for (const SettingRow& row : settings_table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_NE(help.find("\n" + std::string(row.name) + "="), std::string::npos) << row.name;
  }
}

TEST(ForgetSecrets, OverwritesSecretsAndNothingElse) {
  std::string secret = "SMX_RELAY_CODE_KEY=abc";
  std::string plain = "SMX_RELAY_LISTEN=127.0.0.1:1";
  std::string other = "PATH=/bin";
  std::array<char*, 4> environment{secret.data(), plain.data(), other.data(), nullptr};
  forget_secrets(environment.data());
  EXPECT_EQ(secret, std::string("SMX_RELAY_CODE_KEY=") + std::string(3, '\0'));
  EXPECT_EQ(plain, "SMX_RELAY_LISTEN=127.0.0.1:1");
  EXPECT_EQ(other, "PATH=/bin");
}

}  // namespace
}  // namespace smx::relay::server
