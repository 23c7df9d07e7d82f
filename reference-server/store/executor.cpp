#include "store/executor.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "store/epoch.h"

namespace smx::relay::store {
namespace {

enum class Fate : std::uint8_t { waiting, kept, refused, failed };

struct Job {
  Executor::Work work;
  Executor::Done done;
  Effects effects;
  Fate fate = Fate::waiting;
};

using Batch = std::deque<Job>;

}  // namespace

class Executor::Core {
 public:
  Core(Database& database, Clock& clock, Random& random, const Policy& policy, Health health,
       Epoch* epoch)
      : database_(database),
        clock_(clock),
        random_(random),
        policy_(policy),
        health_(std::move(health)),
        epoch_(epoch),
        thread_([this] { loop(); }) {}

  ~Core() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

  void submit(Work work, Done done) {
    {
      const std::lock_guard lock(mutex_);
      queue_.push_back({std::move(work), std::move(done), {}, Fate::waiting});
      ++submitted_;
    }
    wake_.notify_one();
  }

  void drain() {
    std::unique_lock lock(mutex_);
    const std::uint64_t until = submitted_;
    answered_.wait(lock, [&] { return done_ >= until; });
  }

  Counters counters() {
    const std::lock_guard lock(mutex_);
    Counters counters = counters_;
    counters.waiting = queue_.size();
    return counters;
  }

 private:
  void loop() {
    for (Batch batch = take(); !batch.empty(); batch = take()) {
      const std::size_t size = batch.size();
      std::uint64_t commits = 0;
      for (std::size_t next = 0; next < size;) next = run(batch, next, commits);
      std::uint64_t failures = 0;
      for (const Job& job : batch) failures += job.fate == Fate::failed ? 1 : 0;
      {
        // Before the answers: whoever has one finds it counted.
        const std::lock_guard lock(mutex_);
        counters_.operations += size;
        counters_.commits += commits;
        counters_.failures += failures;
        counters_.working = working_;
      }
      for (Job& job : batch) answer(job);
      batch.clear();
      {
        const std::lock_guard lock(mutex_);
        done_ += size;
      }
      answered_.notify_all();
    }
  }

  /// Empty when it is time to stop.
  Batch take() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    const std::size_t most = working_ ? kBatch : 1;
    Batch batch;
    while (!queue_.empty() && batch.size() < most) {
      batch.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    return batch;
  }

  /// Runs the jobs from `first` in one transaction; returns the first that is not in it, because an
  /// error ended the transaction before.
  std::size_t run(Batch& batch, std::size_t first, std::uint64_t& commits) {
    std::size_t next = first;
    wrote_ = failed_ = false;
    try {
      database_.begin();
      while (next < batch.size() && run_unmarked(batch[next])) ++next;
      if (next < batch.size()) {
        begin_again(batch, first, next);
        for (next = first; next < batch.size();) run(batch[next++]);
      }
      database_.commit();
      ++commits;
      if (std::exchange(advanced_, false)) publish(batch, first, next);
      if (wrote_ && !failed_) report(true, 0);
    } catch (const StorageError& error) {
      report(false, error.code());
      for (std::size_t i = first; i < next; ++i) batch[i].fate = Fate::failed;
      end_transaction();
      if (std::exchange(advanced_, false)) epoch_->forget();
      if (next == first) next = fail_rest(batch, first);
    }
    return next;
  }

  /// Nearly every operation is kept, and a savepoint costs a copy of each page that it touches
  /// first: so the batch is run without any, and run again with them when one operation of it has
  /// to be undone. False: it has to be. Who is refused before anything is written undoes nothing.
  bool run_unmarked(Job& job) {
    const std::int64_t changes = database_.changes();
    bool kept = false;
    try {
      kept = perform(job);
    } catch (...) {
      return false;
    }
    const bool wrote = database_.changes() != changes;
    if (!kept && wrote) return false;
    wrote_ = wrote_ || wrote;
    job.fate = kept ? Fate::kept : Fate::refused;
    return true;
  }

  /// As if nothing had been run of the jobs from `first` to `last`.
  void begin_again(Batch& batch, std::size_t first, std::size_t last) {
    database_.roll_back();
    if (std::exchange(advanced_, false)) epoch_->forget();
    wrote_ = false;
    for (std::size_t i = first; i <= last; ++i) {
      batch[i].effects = {};
      batch[i].fate = Fate::waiting;
    }
    database_.begin();
  }

  /// Whether what the operation wrote is to stay.
  bool perform(Job& job) {
    Transaction transaction(database_);
    Context context{transaction, clock_.now(), random_, policy_, job.effects};
    const bool kept = job.work(context);
    if (kept && job.effects.leaves_once && epoch_ && !advanced_) {
      epoch_->advance(transaction);
      advanced_ = true;
    }
    return kept;
  }

  /// In a savepoint of its own. Throws when the transaction cannot go on.
  void run(Job& job) {
    database_.savepoint();
    bool kept = false;
    const std::int64_t changes = database_.changes();
    try {
      kept = perform(job);
    } catch (const StorageError& error) {
      // SQLite ends the transaction itself when an error leaves it no other way.
      if (!database_.in_transaction()) throw;
      if (error.of_storage()) report(false, error.code());
      kept = false;
      job.fate = Fate::failed;
    } catch (...) {
      kept = false;
      job.fate = Fate::failed;
    }
    if (kept) {
      database_.release();
      wrote_ = wrote_ || database_.changes() != changes;
    } else {
      database_.undo();
    }
    if (job.fate == Fate::waiting) job.fate = kept ? Fate::kept : Fate::refused;
  }

  /// The transaction is durable; what left once in it is answered only if the file is, too.
  void publish(Batch& batch, std::size_t first, std::size_t next) {
    try {
      epoch_->publish();
    } catch (const StorageError& error) {
      report(false, error.code());
      for (std::size_t i = first; i < next; ++i) {
        if (batch[i].fate == Fate::kept && batch[i].effects.leaves_once)
          batch[i].fate = Fate::failed;
      }
    }
  }

  /// No transaction could begin.
  static std::size_t fail_rest(Batch& batch, std::size_t first) {
    for (std::size_t i = first; i < batch.size(); ++i) batch[i].fate = Fate::failed;
    return batch.size();
  }

  /// A transaction that cannot even be undone makes the next `begin` fail, which tries again.
  void end_transaction() noexcept {
    try {
      database_.roll_back();
    } catch (const StorageError&) {
    }
  }

  static void answer(Job& job) {
    Effects effects;
    if (job.fate == Fate::kept) effects = std::move(job.effects);
    if (job.fate == Fate::refused) effects.events = std::move(job.effects.events);
    job.work = nullptr;
    job.done(job.fate != Fate::failed, std::move(effects));
    job.done = nullptr;
  }

  void report(bool working, int code) {
    failed_ = failed_ || !working;
    if (working_ == working) return;
    working_ = working;
    if (health_) health_(working, code);
  }

  Database& database_;
  Clock& clock_;
  Random& random_;
  const Policy& policy_;
  Health health_;
  Epoch* epoch_;
  bool advanced_ = false;  // the open transaction moves the epoch's mark
  bool wrote_ = false;     // it has something to make durable
  bool failed_ = false;    // something in it failed by the storage's fault
  bool working_ = true;    // of the executor's thread

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable answered_;
  std::deque<Job> queue_;
  std::uint64_t submitted_ = 0;
  std::uint64_t done_ = 0;
  Counters counters_;
  bool stopping_ = false;

  std::thread thread_;  // last: it uses all of the above
};

Executor::Executor(Database& database, Clock& clock, Random& random, const Policy& policy,
                   Health health, Epoch* epoch)
    : core_(std::make_unique<Core>(database, clock, random, policy, std::move(health), epoch)) {}

Executor::~Executor() = default;

void Executor::submit(Work work, Done done) { core_->submit(std::move(work), std::move(done)); }

void Executor::drain() { core_->drain(); }

Executor::Counters Executor::counters() const { return core_->counters(); }

}  // namespace smx::relay::store
