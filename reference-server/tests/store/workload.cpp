#include "tests/store/workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "tests/support/fixed_random.h"

namespace smx::relay::test {
namespace {

constexpr std::int64_t kParts = 3;

enum class Kind : std::uint8_t { message, take, removal, refusal };

Kind kind_of(std::int64_t number) {
  if (number % 16 == 13) return Kind::refusal;
  if (number % 4 == 2) return Kind::take;
  if (number % 4 == 3) return Kind::removal;
  return Kind::message;
}

/// The message that a removal is of.
std::int64_t removed_by(std::int64_t number) { return number - 3; }

std::vector<std::uint8_t> body_of(std::int64_t number, std::int64_t part) {
  FixedRandom random(static_cast<std::uint64_t>(number * kParts + part));
  const std::size_t size = 30 + random.below(1200);
  // 61 characters again and again: what comes from elsewhere, or from another sector, does not fit.
  const std::string piece = fmt::format("{:030}-{:030}", number, part);
  std::vector<std::uint8_t> body;
  while (body.size() < size) {
    const std::size_t rest = std::min(piece.size(), size - body.size());
    body.insert(body.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(rest));
  }
  return body;
}

std::int64_t count(store::Database& database, std::string_view sql, std::int64_t number) {
  store::Statement statement = database.prepare(sql);
  statement.bind(number);
  statement.step();
  return statement.integer(0);
}

std::int64_t parts(store::Database& database, std::int64_t number) {
  return count(database, "SELECT count(*) FROM messages WHERE id = ?", number);
}

bool logged(store::Database& database, std::int64_t number) {
  return count(database, "SELECT count(*) FROM done WHERE id = ?", number) > 0;
}

}  // namespace

const std::string_view Workload::kTables = R"sql(
CREATE TABLE messages (
  id INTEGER NOT NULL,
  part INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (id, part)
) STRICT;
CREATE TABLE keys (id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE done (id INTEGER PRIMARY KEY) STRICT;
)sql";

void Workload::prepare(store::Database& database, std::int64_t operations) {
  store::transact(database, [&](store::Transaction& transaction) {
    for (std::int64_t number = 0; number < operations; ++number) {
      if (kind_of(number) != Kind::take) continue;
      transaction.prepare("INSERT INTO keys VALUES (?)").bind(number).run();
    }
  });
}

bool Workload::run(Context& context, std::int64_t number) {
  store::Transaction& transaction = context.transaction;
  const Kind kind = kind_of(number);
  if (kind == Kind::message || kind == Kind::refusal) {
    for (std::int64_t part = 0; part < kParts; ++part) {
      transaction.prepare("INSERT INTO messages VALUES (?, ?, ?)")
          .bind(number)
          .bind(part)
          .bind_blob(body_of(number, part))
          .run();
    }
  } else if (kind == Kind::take) {
    transaction.prepare("DELETE FROM keys WHERE id = ?").bind(number).run();
  } else {
    transaction.prepare("DELETE FROM messages WHERE id = ?").bind(removed_by(number)).run();
  }
  transaction.prepare("INSERT INTO done VALUES (?)").bind(number).run();
  return kind != Kind::refusal;
}

std::vector<std::string> Workload::judge(store::Database& database,
                                         const std::set<std::int64_t>& stored,
                                         std::int64_t operations, Order order) {
  // One transaction: thousands of small reads need not lock the file thousands of times.
  database.execute("BEGIN");
  std::vector<std::string> faults = judge_now(database, stored, operations, order);
  database.roll_back();
  return faults;
}

std::vector<std::string> Workload::judge_now(store::Database& database,
                                             const std::set<std::int64_t>& stored,
                                             std::int64_t operations, Order order) {
  std::vector<std::string> faults;
  const auto fault = [&](std::int64_t number, std::string_view text) {
    faults.push_back(fmt::format("{}: {}", number, text));
  };
  store::Statement integrity = database.prepare("PRAGMA integrity_check");
  while (integrity.step()) {
    if (integrity.text(0) != "ok") faults.push_back(integrity.text(0));
  }
  store::Statement rows = database.prepare("SELECT id, part, body FROM messages");
  while (rows.step()) {
    if (rows.blob(2) != body_of(rows.integer(0), rows.integer(1))) {
      fault(rows.integer(0), "a body that nobody wrote");
    }
  }
  bool missing = false;
  for (std::int64_t number = 0; number < operations; ++number) {
    const bool there = logged(database, number);
    const bool refused = kind_of(number) == Kind::refusal;
    if (there && refused) fault(number, "refused, and there");
    if (!there && !refused && stored.contains(number)) fault(number, "stored, and lost");
    if (there && missing && order == Order::whole_prefix) fault(number, "there without an earlier");
    missing = missing || (!there && !refused);
    if (kind_of(number) == Kind::take) {
      const bool left = count(database, "SELECT count(*) FROM keys WHERE id = ?", number) > 0;
      if (left == there) fault(number, "a key taken in part");
      continue;
    }
    if (kind_of(number) == Kind::removal) continue;
    const bool removed = number % 4 == 0 && logged(database, number + 3);
    const std::int64_t expected = there && !removed ? kParts : 0;
    if (parts(database, number) != expected) fault(number, "a message in part");
  }
  return faults;
}

bool Workload::present(store::Database& database, std::int64_t number) {
  return logged(database, number);
}

void drive(store::Executor& executor, std::int64_t first, std::int64_t last, std::int64_t burst,
           const std::function<void(std::int64_t number, bool stored)>& answered) {
  std::promise<void> finished;
  // Each burst but the first is submitted by the last answer of the one before it.
  std::function<void(std::int64_t)> submit = [&](std::int64_t begin) {
    const std::int64_t end = std::min(begin + burst, last + 1);
    for (std::int64_t number = begin; number < end; ++number) {
      executor.submit([=](Context& context) { return Workload::run(context, number); },
                      [&, number, end](bool stored, Effects&&) {
                        answered(number, stored);
                        if (number == last) finished.set_value();
                        if (number + 1 == end && end <= last) submit(end);
                      });
    }
  };
  // From the executor's thread, so that a burst is never half of a batch.
  executor.submit([](Context&) { return true; }, [&](bool, Effects&&) { submit(first); });
  finished.get_future().wait();
  executor.drain();
}

}  // namespace smx::relay::test
