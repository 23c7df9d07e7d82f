#include "tests/support/temporary_database.h"

#include "store/migration.h"
#include "store/schema_base.h"

namespace smx::relay::test {

TemporaryDatabase::TemporaryDatabase(const std::vector<std::string_view>& parts)
    : database_(std::make_unique<store::Database>(folder_.file("relay.db"))) {
  store::Migration migration{1, {store::kSchemaBase}};
  migration.parts.insert(migration.parts.end(), parts.begin(), parts.end());
  store::migrate(*database_, {&migration, 1});
}

void TemporaryDatabase::reopen() {
  database_.reset();
  database_ = std::make_unique<store::Database>(folder_.file("relay.db"));
}

}  // namespace smx::relay::test
