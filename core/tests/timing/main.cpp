// Does the time of what the core does with secrets tell two classes of inputs apart? An advisory
// beside the runs under valgrind: those show the instructions, this the clock. For each subject:
// inputs of both classes in random order, timed one by one, Welch's t over all times and over
// several croppings (welch.h). |t| beyond 10 is a difference; below 5 none was seen.
//
//   smx_timing [--measurements N] [--seed N]      1,000,000 measurements without an argument
//
// A line for each: "timing NAME MEASUREMENTS T PERCENTILE judged". The planted leaks follow,
// always with 100,000: "control NAME MEASUREMENTS T PERCENTILE caught|missed". A high t of a
// subject fails nothing: a busy machine can make one. Exit status: 0 every leak was caught; 1 one
// was not; 2 wrong use.

#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <utility>

#include "smx/init.h"
#include "timing/clock.h"
#include "timing/subjects.h"
#include "timing/welch.h"

namespace smx::timing {
namespace {

constexpr std::uint64_t kControlMeasurements = 100'000;
constexpr std::uint64_t kBatch = 1'000;
constexpr double kDifference = 10;

struct Options {
  std::uint64_t measurements = 1'000'000;
  std::uint64_t seed = 20261121;
};

volatile unsigned sink = 0;

/// Inputs of one batch are written before any of it is timed, so that the clock sees the same
/// memory and the same history whatever the class.
class Batch {
 public:
  Batch(const Subject& subject, std::mt19937_64& random) : subject_(subject) {
    classes_.resize(kBatch);
    inputs_.resize(kBatch * subject.input_size);
    for (std::size_t i = 0; i < kBatch; ++i) {
      classes_[i] = static_cast<unsigned>(random() & 1);
      subject.fill(classes_[i], std::span(inputs_).subspan(i * size(), size()), random);
    }
  }

  template <class Take>
  void measure(const Take& take) const {
    for (std::size_t i = 0; i < kBatch; ++i) {
      const auto input = std::span(inputs_).subspan(i * size(), size());
      const std::uint64_t start = now();
      const unsigned result = subject_.run(input);
      const std::uint64_t end = now();
      sink = result;
      take(classes_[i], static_cast<double>(end - start));
    }
  }

 private:
  [[nodiscard]] std::size_t size() const { return subject_.input_size; }

  const Subject& subject_;
  std::vector<unsigned> classes_;
  std::vector<std::uint8_t> inputs_;
};

CroppedTest::Verdict measured(const Subject& subject, std::uint64_t measurements,
                              std::uint64_t seed) {
  std::mt19937_64 random(seed);
  // The first times warm up caches, the second say where to crop; neither is judged.
  std::vector<double> sample;
  for (int i = 0; i < 2; ++i) {
    sample.clear();
    Batch(subject, random).measure([&](unsigned, double time) { sample.push_back(time); });
  }
  CroppedTest test(std::move(sample), {0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99});
  for (std::uint64_t done = 0; done < measurements; done += kBatch)
    Batch(subject, random).measure([&](unsigned which, double time) { test.add(which, time); });
  return test.worst();
}

void print(const char* kind, const Subject& subject, std::uint64_t measurements,
           const CroppedTest::Verdict& verdict, const char* word) {
  std::printf("%s %.*s %llu %.2f %.2f %s\n", kind, static_cast<int>(subject.name.size()),
              subject.name.data(), static_cast<unsigned long long>(measurements), verdict.t,
              verdict.percentile, word);
  std::fflush(stdout);
}

bool read_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0;
}

bool read_options(int count, char** arguments, Options& options) {
  for (int i = 1; i < count; i += 2) {
    const std::string_view name = arguments[i];
    const std::string_view value = i + 1 < count ? arguments[i + 1] : "";
    if (name == "--measurements" && read_number(value, options.measurements)) continue;
    if (name == "--seed" && read_number(value, options.seed)) continue;
    std::fputs("smx_timing: takes --measurements N and --seed N, numbers above 0\n", stderr);
    return false;
  }
  return true;
}

int run(const Options& options) {
  for (const Subject& subject : subjects()) {
    const std::uint64_t measurements = (options.measurements + subject.dearer - 1) / subject.dearer;
    print("timing", subject, measurements, measured(subject, measurements, options.seed), "judged");
  }
  bool all_caught = true;
  for (const Subject& subject : leaking_subjects()) {
    const CroppedTest::Verdict verdict = measured(subject, kControlMeasurements, options.seed);
    const bool caught = std::abs(verdict.t) > kDifference;
    print("control", subject, kControlMeasurements, verdict, caught ? "caught" : "missed");
    all_caught = all_caught && caught;
  }
  return all_caught ? 0 : 1;
}

}  // namespace
}  // namespace smx::timing

int main(int count, char** arguments) {
  smx::timing::Options options;
  if (!smx::timing::read_options(count, arguments, options)) return 2;
  if (!smx::init()) {
    std::fputs("smx_timing: the library refuses this processor\n", stderr);
    return 2;
  }
  return smx::timing::run(options);
}
