#include "sent_already.h"

#include "smx/limits.h"
#include "smx/secret.h"

namespace smx::cli {

bool sent_already(Device& device, const std::string& label, const std::string& id) {
  const SecretBytes too_large(limits::kMaxPlaintextSize + 1);
  SendOptions options;
  options.delivery_id = id;
  const Result<Sent> sent = device.send(label, too_large.reveal(), options);
  return sent && sent->delivery == Delivery::done;
}

}  // namespace smx::cli
