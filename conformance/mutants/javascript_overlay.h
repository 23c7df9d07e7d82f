// The JavaScript driver with a bug: a copy of its modules.
#pragma once

#include "overlay.h"

namespace smx::mutants {

class JavaScriptOverlay final : public Overlay {
 public:
  explicit JavaScriptOverlay(const OverlayPlaces& places);

  std::vector<std::string> unchanged() override;
  std::vector<std::string> with(const std::string& bug, const Change& change) override;
  void discard(const std::string& bug) override;

 private:
  std::filesystem::path copy(const std::string& name) const;

  std::filesystem::path driver_;
  std::filesystem::path work_;
};

}  // namespace smx::mutants
