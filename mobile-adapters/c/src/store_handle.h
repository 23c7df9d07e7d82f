#pragma once

#include <memory>

#include "smx.h"
#include "smx/sealed_store.h"
#include "smx/store.h"

namespace smx::c {

/// A store and what it stands on, which lives until it is gone.
struct StoreNode {
  std::shared_ptr<StoreNode> inner;
  std::unique_ptr<KeyWrap> wrap;
  std::unique_ptr<RollbackCounter> counter;
  std::unique_ptr<Store> store;
  /// `store`, where it is one that seals.
  SealedStore* sealed = nullptr;
};

}  // namespace smx::c

/// What the caller frees: one share of the store.
struct smx_store {
  std::shared_ptr<smx::c::StoreNode> node;
};
