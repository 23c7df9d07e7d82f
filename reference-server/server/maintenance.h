#pragma once

#include <atomic>
#include <functional>

#include "api/effects_sink.h"
#include "server/metrics.h"
#include "store/blob_store.h"
#include "store/executor.h"

namespace smx::relay::server {

/// Removes what is over: codes, invitations, tokens, used prekeys, messages, uploads, attachments,
/// audit entries. In small transactions between those of clients, so that nobody waits for a long
/// one. Each round writes: by it the executor knows whether the storage works.
class Maintenance {
 public:
  /// The most rows of a kind that one transaction removes.
  static constexpr std::size_t kRows = 500;

  /// All must outlive the executor's last operation.
  Maintenance(store::Executor& executor, store::BlobStore& blobs, api::EffectsSink& effects,
              Metrics& metrics);

  /// Begins a round unless one is under way; it goes on until nothing is left to remove.
  void start();
  /// Ends the round that is under way after its transaction.
  void stop() noexcept { stopping_ = true; }

 private:
  void submit();

  store::Executor& executor_;
  store::BlobStore& blobs_;
  api::EffectsSink& effects_;
  Metrics::Counter& removed_;
  Metrics::Counter& failed_;
  std::atomic<bool> running_ = false;
  std::atomic<bool> stopping_ = false;
};

}  // namespace smx::relay::server
