#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "smx/store.h"

namespace smx::test {

/// A store in memory whose answers a test decides: it can refuse, lose a race, or write and then
/// say that it failed.
class ScriptedStore : public Store {
 public:
  enum class Answer {
    commit,
    /// storage_failed, nothing is written.
    refuse,
    /// Everything is written, and the reply is lost: storage_failed.
    write_and_fail,
    /// Another process was faster: stale_state.
    lose_race,
  };

  Result<Snapshot> load() override {
    if (load_error_) return fail(*load_error_);
    Snapshot snapshot;
    snapshot.generation = generation_;
    for (const auto& [id, value] : records_) snapshot.records.push_back({id, SecretBytes(value)});
    return snapshot;
  }

  Result<void> commit(std::uint64_t expected_generation,
                      std::span<const RecordChange> changes) override {
    if (before_commit) std::exchange(before_commit, nullptr)();
    const Answer answer = std::exchange(next_, Answer::commit);
    ++attempts_;
    if (answer == Answer::refuse) return fail(Error::storage_failed);
    if (answer == Answer::lose_race) ++generation_;
    if (expected_generation != generation_) return fail(Error::stale_state);
    // Beside the old records, so that running out of memory half way changes nothing.
    std::map<std::string, Bytes> next = records_;
    std::vector<std::string> ids;
    for (const RecordChange& change : changes) {
      ids.push_back(change.id);
      if (change.value) {
        const ByteView value = change.value->reveal();
        next.insert_or_assign(change.id, Bytes(value.begin(), value.end()));
      } else {
        next.erase(change.id);
      }
    }
    records_.swap(next);
    last_ids_.swap(ids);
    ++generation_;
    if (answer == Answer::write_and_fail) return fail(Error::storage_failed);
    return {};
  }

  /// The answer to the next commit; then commits succeed again.
  void answer_next(Answer answer) { next_ = answer; }
  void fail_loads(std::optional<Error> error) { load_error_ = error; }
  /// Commits asked for, whatever the answer.
  [[nodiscard]] std::size_t attempts() const { return attempts_; }
  /// Ids of the changes of the last commit that was written.
  [[nodiscard]] const std::vector<std::string>& last_ids() const { return last_ids_; }
  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  std::map<std::string, Bytes>& records() { return records_; }
  /// Every record whose id begins so.
  [[nodiscard]] std::size_t count(std::string_view prefix) const {
    std::size_t found = 0;
    for (const auto& [id, value] : records_) found += id.starts_with(prefix) ? 1U : 0U;
    return found;
  }

  /// Runs once, before the next commit is looked at: what another process does meanwhile.
  std::function<void()> before_commit;

 private:
  std::map<std::string, Bytes> records_;
  std::uint64_t generation_ = 0;
  Answer next_ = Answer::commit;
  std::optional<Error> load_error_;
  std::size_t attempts_ = 0;
  std::vector<std::string> last_ids_;
};

}  // namespace smx::test
