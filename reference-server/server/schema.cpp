#include "server/schema.h"

#include <vector>

#include "relay/schema_accounts.h"
#include "relay/schema_attachments.h"
#include "relay/schema_messages.h"
#include "store/schema_base.h"

namespace smx::relay::server {

std::span<const store::Migration> relay_migrations() {
  static const std::vector<store::Migration> migrations = {
      {1, {store::kSchemaBase, kAccountsSchema, kMessagesSchema, kAttachmentsSchema}}};
  return migrations;
}

}  // namespace smx::relay::server
