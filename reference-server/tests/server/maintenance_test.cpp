#include "server/maintenance.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "relay/audit.h"
#include "server/schema.h"
#include "store/file_blob_store.h"
#include "tests/support/memory_disk.h"
#include "tests/support/population.h"

namespace smx::relay::server {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;

struct Effectless final : api::EffectsSink {
  void apply(Effects&&) override {}
};

/// Tables of which a round of maintenance removes what is over, and those that it leaves alone. A
/// new table has to be put into one of them.
const std::set<std::string> kPurged = {
    "codes",        "code_sends",   "invitations",      "refresh_tokens", "sessions",
    "used_prekeys", "prekey_takes", "idempotency_keys", "queue",          "messages",
    "deliveries",   "audit",        "uploads",          "attachments",    "removed_blobs"};
const std::set<std::string> kKept = {"meta",           "organisations",    "users",
                                     "devices",        "audit_heads",      "attachment_usage",
                                     "time_floor",     "queues",           "first_sequence",
                                     "signed_prekeys", "one_time_prekeys", "prekey_marks"};

class MaintenanceTest : public testing::Test {
 protected:
  MaintenanceTest() {
    executor_.emplace(db_.database(), db_.clock, db_.random, db_.policy);
    maintenance_.emplace(*executor_, blobs_, effects_, metrics_);
  }
  ~MaintenanceTest() override { executor_.reset(); }

  [[nodiscard]] std::int64_t now() { return db_.clock.now().seconds(); }

  /// On the storage's thread, as whoever uses the database has to.
  void in(const std::function<void(Context&)>& work) {
    executor_->submit(
        [&](Context& context) {
          work(context);
          return true;
        },
        [](bool stored, Effects&&) { ASSERT_TRUE(stored); });
    executor_->drain();
  }
  void sql(const std::string& text) {
    in([&](Context& context) { context.transaction.prepare(text).run(); });
  }
  std::int64_t rows(const std::string& table, const std::string& where = "1") {
    std::int64_t count = 0;
    in([&](Context& context) {
      auto row = context.transaction.prepare("SELECT count(*) FROM " + table + " WHERE " + where);
      row.step();
      count = row.integer(0);
    });
    return count;
  }
  /// A round begins on its own what remains, so that all of it was submitted when the executor has
  /// nothing left for so many times.
  void round() {
    maintenance_->start();
    for (int i = 0; i < 8; ++i) executor_->drain();
  }

  /// One row of each kind that is over at `at` and no second before. `name` keeps them apart.
  void add_rows(const std::string& name, std::int64_t at) {
    const Policy& policy = db_.policy;
    const auto text = [](std::int64_t number) { return std::to_string(number); };
    const std::string blob = "cast('" + name + "' AS BLOB)";
    const std::string device = "dev_" + name;
    const std::string organisation = people_.organisation().text();
    const std::string person = people_.member(OrganisationId::stored(organisation)).device.text();
    const std::string message = MessageId::draw(db_.random).text();
    const std::string old = MessageId::draw(db_.random).text();
    sql("INSERT INTO codes VALUES (" + blob + ", x'00', " + text(at) + ", 5, NULL, NULL)");
    sql("INSERT INTO code_sends VALUES (" + blob + ", " + text(at - kHour) + ")");
    sql("INSERT INTO invitations VALUES ('" + name + "', '" + organisation + "', '+44" + name +
        "', 0, NULL, 0, " + text(at) + ")");
    sql("INSERT INTO sessions VALUES ('" + name + "', '" + person + "', 0, NULL)");
    sql("INSERT INTO refresh_tokens VALUES (" + blob + ", '" + name + "', " + text(at) + ", NULL)");
    sql("INSERT INTO used_prekeys (device_id, key_id, used_at, void) VALUES ('" + device +
        "', 'k', " + text(at - policy.used_prekey_seconds) + ", 0)");
    sql("INSERT INTO prekey_takes VALUES ('" + device + "', 'dev_x', " + text(at) + ")");
    sql("INSERT INTO idempotency_keys VALUES ('" + device + "', 'i', x'00', 'm', " +
        text(at - policy.idempotency_seconds) + ")");
    // An envelope that nobody fetched, and a message of which nothing is left but its record.
    sql("INSERT INTO messages VALUES ('" + message + "', '" + organisation + "', 'u', 'd', " +
        text(at - policy.queue_seconds) + ")");
    sql("INSERT INTO queue VALUES ('" + person + "', 1, '" + DeliveryId::draw(db_.random).text() +
        "', '" + message + "', " + text(at - policy.queue_seconds) + ", x'00')");
    sql("INSERT INTO queues VALUES ('" + person + "', 2, 1, 1)");
    sql("INSERT INTO messages VALUES ('" + old + "', '" + organisation + "', 'u', 'd', " +
        text(at - policy.audit_seconds) + ")");
    sql("INSERT INTO deliveries VALUES ('" + old + "', '" + device + "', '" + name +
        "', 1, x'00', NULL)");
    in([&](Context& context) {
      context.now = Instant::of_seconds(at - policy.audit_seconds);
      audit::append(context, OrganisationId::stored(organisation),
                    {.type = audit::Type::device_approved});
    });
    sql("INSERT INTO attachments VALUES ('" + organisation + "', 'a', 'blob_" + name + "', 1, " +
        text(at - policy.attachment_seconds) + ")");
    sql("INSERT INTO uploads VALUES ('" + UploadId::draw(db_.random).text() + "', '" +
        organisation + "', 'd', 's', 1, 0, " + text(at) + ")");
    sql("INSERT INTO removed_blobs VALUES ('gone_" + name + "', " + text(at - 60) + ")");
  }

  test::TemporaryDatabase db_{test::relay_schema()};
  test::Population people_{db_};
  store::FileBlobStore blobs_{db_.folder().file("attachments")};
  Effectless effects_;
  Metrics metrics_;
  std::optional<store::Executor> executor_;
  std::optional<Maintenance> maintenance_;
};

TEST_F(MaintenanceTest, EveryTableIsPurgedOrKeptOnPurpose) {
  in([&](Context& context) {
    auto row = context.transaction.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'");
    std::set<std::string> tables;
    while (row.step()) tables.insert(row.text(0));
    std::set<std::string> expected = kPurged;
    expected.insert(kKept.begin(), kKept.end());
    EXPECT_EQ(tables, expected);
  });
}

TEST_F(MaintenanceTest, ARoundRemovesWhatIsOverOfEveryKindAndNothingElse) {
  db_.clock.advance_seconds(400 * kDay);
  add_rows("over", now());
  add_rows("open", now() + 1);
  std::map<std::string, std::int64_t> before;
  for (const std::string& table : kPurged) before[table] = rows(table);
  round();
  // The envelope that was over leaves its message, and an entry; two files are still to be removed.
  for (const std::string& table : kPurged) {
    const std::int64_t left = rows(table);
    if (table == "audit") {
      EXPECT_EQ(rows(table, "type = 'device_approved'"), 1) << table;
    } else if (table == "removed_blobs") {
      EXPECT_EQ(rows(table, "blob LIKE 'gone_%'"), 1) << table;
      EXPECT_EQ(left, 3) << table;
    } else {
      EXPECT_EQ(left, before[table] - 1) << table;
    }
  }
  EXPECT_EQ(rows("code_sends", "phone_mac = cast('open' AS BLOB)"), 1);
  EXPECT_EQ(rows("sessions", "session_id = 'open'"), 1);

  db_.clock.advance_seconds(1);
  round();
  for (const std::string& table : kPurged) {
    if (table == "messages" || table == "audit" || table == "removed_blobs") continue;
    EXPECT_EQ(rows(table), 0) << table;
  }
  EXPECT_EQ(rows("messages"), 2) << "whose envelopes are over: their records stay 90 days";
}

TEST_F(MaintenanceTest, ARoundGoesOnUntilNothingIsLeft) {
  in([&](Context& context) {
    for (std::size_t i = 0; i < 2 * Maintenance::kRows + 1; ++i) {
      context.transaction.prepare("INSERT INTO code_sends VALUES (x'00', ?1)")
          .bind(now() - kHour)
          .run();
    }
  });
  round();
  EXPECT_EQ(rows("code_sends"), 0);
}

// What /readyz says, of a relay that gets no requests because it is not ready.
TEST(MaintenanceOfAFailingDisk, FindsOutWhetherTheStorageCanBeWritten) {
  test::MemoryDisk disk;
  store::Database database("relay.db", {.vfs = disk.vfs(), .writable = true});
  store::migrate(database, relay_migrations());
  test::ManualClock clock;
  test::FixedRandom random;
  const Policy policy;
  test::TemporaryFolder folder;
  store::FileBlobStore blobs(folder.file("attachments"));
  Effectless effects;
  Metrics metrics;
  store::Executor executor(database, clock, random, policy);
  Maintenance maintenance(executor, blobs, effects, metrics);
  const auto works_after_a_round = [&] {
    clock.advance_seconds(30);
    maintenance.start();
    executor.drain();
    return executor.counters().working;
  };
  EXPECT_TRUE(works_after_a_round());
  for (const auto fault : {test::MemoryDisk::Fault::full, test::MemoryDisk::Fault::sync_error}) {
    disk.fail(fault, 1);
    EXPECT_FALSE(works_after_a_round());
    EXPECT_FALSE(works_after_a_round());
    disk.heal();
    EXPECT_TRUE(works_after_a_round());
  }
  executor.drain();
}

TEST_F(MaintenanceTest, FilesGoAfterTheirRows) {
  blobs_.write("upl_1", 0, std::vector<std::uint8_t>{1});
  sql("INSERT INTO removed_blobs VALUES ('upl_1', " + std::to_string(now()) + ")");
  round();
  EXPECT_EQ(blobs_.upload_size("upl_1"), 1u);
  db_.clock.advance_seconds(60);
  round();
  EXPECT_EQ(blobs_.upload_size("upl_1"), std::nullopt);
}

}  // namespace
}  // namespace smx::relay::server
