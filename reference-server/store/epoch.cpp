#include "store/epoch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "store/epoch_file.h"
#include "store/file_descriptor.h"

namespace smx::relay::store {
namespace {

constexpr std::size_t kLongestFile = 1024;

std::string draw(Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::optional<std::string> meta(Transaction& transaction, std::string_view key) {
  Statement statement = transaction.prepare("SELECT value FROM meta WHERE key = ?");
  statement.bind(key);
  if (!statement.step()) return std::nullopt;
  return statement.text(0);
}

void set_meta(Transaction& transaction, std::string_view key, std::string_view value) {
  transaction.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")
      .bind(key)
      .bind(value)
      .run();
}

void set_meta(Transaction& transaction, std::string_view key, std::int64_t value) {
  transaction.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")
      .bind(key)
      .bind(value)
      .run();
}

/// A file in the data directory would be copied and put back together with it.
void require_outside(const std::string& database, const std::string& file) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path data = fs::weakly_canonical(fs::absolute(database), error).parent_path();
  const fs::path outside = fs::weakly_canonical(fs::absolute(file), error);
  if (error) throw EpochError("the epoch file's path cannot be resolved");
  if (std::mismatch(data.begin(), data.end(), outside.begin(), outside.end()).first == data.end()) {
    throw EpochError("the epoch file must lie outside the data directory");
  }
}

std::optional<EpochFile> read_epoch_file(const std::string& path) {
  const std::optional<std::string> text = read_file(path, kLongestFile);
  if (!text) return std::nullopt;
  std::optional<EpochFile> file = parse_epoch_file(*text);
  if (!file) throw EpochError("the epoch file is there and is not one: nothing was changed");
  return file;
}

}  // namespace

std::int64_t stored_epoch(Transaction& transaction) {
  Statement statement = transaction.prepare("SELECT value FROM meta WHERE key = 'epoch'");
  return statement.step() ? statement.integer(0) : 0;
}

Epoch::Epoch(Database& database, std::string file, Random& random, Instant now,
             const Restored& restored)
    : database_(database), file_(std::move(file)), random_(random) {
  require_outside(database.path(), file_);
  const std::optional<EpochFile> outside = read_epoch_file(file_);
  transact(database, [&](Transaction& transaction) {
    const std::optional<std::string> instance = meta(transaction, "instance");
    const std::int64_t inside = stored_epoch(transaction);
    if (instance && outside && *instance != outside->instance) {
      throw EpochError("the epoch file is another relay's: nothing was changed");
    }
    instance_ = instance ? *instance : outside ? outside->instance : draw(random_);
    if (!instance) {
      set_meta(transaction, "instance", instance_);
      set_meta(transaction, "created_at", now.seconds());
    }
    const bool fresh = !instance && !outside;
    const bool fits = instance && outside &&
                      (outside->mark == meta(transaction, "mark") ||
                       outside->mark == meta(transaction, "mark_before"));
    changed_ = !fresh && !fits;
    number_ = fresh ? 1 : fits ? inside : std::max(inside, outside ? outside->epoch : 0) + 1;
    if (changed_ && restored) restored(transaction);
    set_meta(transaction, "epoch", number_);
    // Until the file is replaced, it has what it has now.
    mark_ = draw(random_);
    set_meta(transaction, "mark", mark_);
    set_meta(transaction, "mark_before", outside ? outside->mark : "");
  });
  write_file(mark_);
}

void Epoch::advance(Transaction& transaction) {
  if (outside_ != mark_) write_file(mark_);
  std::string next = draw(random_);
  set_meta(transaction, "mark", next);
  set_meta(transaction, "mark_before", mark_);
  next_ = std::move(next);
}

void Epoch::publish() {
  mark_ = std::exchange(next_, {});
  write_file(mark_);
}

void Epoch::close() {
  try {
    transact(database_, [&](Transaction& transaction) { advance(transaction); });
  } catch (...) {
    forget();
    throw;
  }
  publish();
}

void Epoch::write_file(const std::string& mark) {
  outside_.clear();
  replace_file(file_, format({instance_, number_, mark}));
  outside_ = mark;
}

}  // namespace smx::relay::store
