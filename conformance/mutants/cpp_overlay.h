// The C++ core with a bug: a copy of its sources that is built again, one changed file at a time.
#pragma once

#include "overlay.h"

namespace smx::mutants {

/// Configures once, on first use. To be used by one thread: there is one copy.
class CppOverlay final : public Overlay {
 public:
  CppOverlay(const OverlayPlaces& places, std::size_t jobs, Say say);

  std::vector<std::string> unchanged() override;
  std::vector<std::string> with(const std::string& bug, const Change& change) override;
  void discard(const std::string& bug) override;

 private:
  void prepare();
  std::vector<std::string> build_as(const std::string& name);
  void restore();

  OverlayPlaces places_;
  std::size_t jobs_;
  Say say_;
  std::filesystem::path root_;
  std::string changed_file_;  ///< of the copy, while it holds a bug
  bool prepared_ = false;
};

}  // namespace smx::mutants
