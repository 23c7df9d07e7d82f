#pragma once

#include <span>

#include "store/migration.h"

namespace smx::relay::server {

/// Every version of the schema, of which each part belongs to its folder.
[[nodiscard]] std::span<const store::Migration> relay_migrations();

}  // namespace smx::relay::server
