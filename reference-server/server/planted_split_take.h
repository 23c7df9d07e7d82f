// A relay whose takes of one-time prekeys are split, for the control of the tests that none leaves
// twice: they have to find it. Compiled into smx-relay-split-take alone, which is never installed.
#pragma once

#include "api/effects_sink.h"
#include "store/executor.h"

namespace smx::relay::server {

/// Stands before the sink of the effects. A take here only reads (take_one_time_prekey is another
/// one in this program); what was read is deleted in a second transaction, after the first was
/// committed. Between the two anybody else, or a relay that starts again, reads the same.
class SplitTakes final : public api::EffectsSink {
 public:
  /// Both must outlive this.
  SplitTakes(api::EffectsSink& next, store::Executor& executor)
      : next_(next), executor_(executor) {}
  void apply(Effects&& effects) override;

 private:
  api::EffectsSink& next_;
  store::Executor& executor_;
};

}  // namespace smx::relay::server
