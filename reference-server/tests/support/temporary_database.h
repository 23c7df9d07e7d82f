#pragma once

#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "relay/context.h"
#include "relay/policy.h"
#include "store/database.h"
#include "tests/support/fixed_random.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_folder.h"

namespace smx::relay::test {

/// A database with the base schema and the parts given, in a folder of its own, and all else that
/// an operation gets; to be changed as a test likes.
class TemporaryDatabase {
 public:
  explicit TemporaryDatabase(const std::vector<std::string_view>& parts = {});

  store::Database& database() noexcept { return *database_; }
  [[nodiscard]] const TemporaryFolder& folder() const noexcept { return folder_; }
  /// Closes the database and opens it again, as a new start of the relay does.
  void reopen();
  /// Until `reopen`: for what is done to the file, or by another process.
  void close() noexcept { database_.reset(); }

  ManualClock clock;
  FixedRandom random;
  Policy policy;

 private:
  TemporaryFolder folder_;
  std::unique_ptr<store::Database> database_;
};

/// Runs one operation in a transaction of its own and gives what it returns; its effects go to
/// `effects` unless that is null. As in the executor, what it wrote is undone when it returns a
/// value that is false (a refusal without `keep`) and of the effects only the events stay then.
/// Exceptions undo it and come through.
template <class Operation>
auto call(TemporaryDatabase& database, Effects* effects, Operation&& operation) {
  store::Database& connection = database.database();
  Effects made;
  connection.begin();
  const auto end = [&](bool keep) {
    if (keep) {
      connection.commit();
    } else {
      connection.roll_back();
      std::vector<log::Event> events = std::move(made.events);
      made = Effects();
      made.events = std::move(events);
    }
    if (effects) *effects = std::move(made);
  };
  try {
    store::Transaction transaction(connection);
    Context context{transaction, database.clock.now(), database.random, database.policy, made};
    if constexpr (std::is_void_v<std::invoke_result_t<Operation, Context&>>) {
      std::forward<Operation>(operation)(context);
      end(true);
    } else {
      auto result = std::forward<Operation>(operation)(context);
      bool keep = static_cast<bool>(result);
      if constexpr (requires { result.error().keep; }) keep = keep || result.error().keep;
      end(keep);
      return result;
    }
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

template <class Operation>
auto call(TemporaryDatabase& database, Operation&& operation) {
  return call(database, nullptr, std::forward<Operation>(operation));
}

/// The same for whoever wants the effects: run(db, [](Context& context) { ... }).
template <class Operation>
Effects run(TemporaryDatabase& database, Operation&& operation) {
  Effects effects;
  static_cast<void>(call(database, &effects, std::forward<Operation>(operation)));
  return effects;
}

}  // namespace smx::relay::test
