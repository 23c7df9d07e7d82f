#include "conformance_batch.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "conformance_common.h"
#include "conformance_selection.h"
#include "conformance_verdict.h"
#include "runner/batch_files.h"
#include "runner/batch_transport.h"
#include "runner/places.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;
using namespace conformance;

constexpr const char* kWriteFooter =
    "DIR/requests.jsonl is what a run would ask, one request a line; index.json says where each\n"
    "case begins in it. The host answers line by line into responses.jsonl, as a driver would on\n"
    "its standard output, appending; after an interruption it goes on with the first request that\n"
    "has no reply. Where the implementation crashed it may go on with the next case.\n"
    "\n"
    "Exit status:\n"
    "  0  written\n"
    "  2  bad usage, vectors that cannot be read, or replies to an earlier batch in DIR\n"
    "\n"
    "Examples:\n"
    "  smx conformance batch write phone\n"
    "  my-driver < phone/requests.jsonl > phone/responses.jsonl\n"
    "  smx conformance batch judge phone --name phone";

constexpr const char* kJudgeFooter =
    "Gives the outcomes, and outside `run` the report, of a run of the same driver. Cases that "
    "the\n"
    "host has not come to are not_run; a request that was passed over is a crash of its case, a\n"
    "doubled reply or a line that is none a violation of the protocol.\n"
    "\n"
    "Exit status:\n"
    "  0  every planned case passed\n"
    "  1  a case came to something else, or has no reply yet\n"
    "  2  bad usage, files that cannot be read, or a batch that was written from other vectors\n"
    "\n"
    "Example:\n"
    "  smx conformance batch judge phone --name phone --report-dir reports";

struct WriteArguments {
  std::shared_ptr<Selection> selection = std::make_shared<Selection>();
  std::string directory;
  bool no_twins = false;
  bool no_trace = false;
};

int write_command(const WriteArguments& arguments) {
  const Chosen chosen = choose(*arguments.selection);
  const BatchOrigin origin{chosen.plan.manifest_sha256,
                           chosen.plan.filters,
                           chosen.plan.shard,
                           {!arguments.no_twins, !arguments.no_trace}};
  const Batch batch = plan_batch(chosen.plan.files, origin.options);
  write_batch(arguments.directory, batch, origin);
  std::size_t cases = 0;
  for (const VectorFile& file : chosen.plan.files) cases += file.cases.size();
  fmt::print("{} requests of {} cases, written to {}\n", batch.requests.size(), cases,
             (fs::path(arguments.directory) / kBatchRequests).string());
  return 0;
}

struct JudgeArguments {
  std::shared_ptr<Selection> selection = std::make_shared<Selection>();
  std::shared_ptr<VerdictOptions> verdict = std::make_shared<VerdictOptions>();
  std::string directory;
  std::string name = "driver";
};

/// What the host has still to do; nothing when it is through.
std::string remainder(const Batch& batch, const BatchReplies& replies) {
  const std::size_t next = replies.next();
  if (next == batch.requests.size()) return {};
  const Batch::Request& request = batch.requests[next];
  const std::string where = request.case_id.empty() ? request.op : "in " + request.case_id;
  return fmt::format("incomplete: {} of {} requests have a reply, the next is {} ({})\n",
                     replies.answered(), batch.requests.size(), next + 1, where);
}

int judge_command(const JudgeArguments& arguments) {
  const fs::path directory = arguments.directory;
  const BatchIndex index = read_batch_index(directory);
  Selection selection = *arguments.selection;
  selection.filters = index.origin.filters;
  selection.shard = index.origin.shard;
  Chosen chosen = choose(selection);
  const Batch batch = plan_batch(chosen.plan.files, index.origin.options);
  check_batch(directory, index, batch);
  const BatchReplies replies(read_text_file(directory / kBatchResponses), batch.requests.size());
  chosen.plan.platforms = {{arguments.name, {"batch", directory.string()}, {}}};

  RunOptions options;
  options.judge = index.origin.options;
  // What the host wrote is all there is: no case would go better for giving up another.
  options.give_up_after = batch.requests.size();
  options.failed_starts = batch.requests.size();
  options.obstacle = [](const Platform&) { return std::string(); };
  RunInfo info;
  info.runner_version = runner_version();
  info.started = utc_now();
  info.vectors = vectors_directory(selection.vectors).string();
  RunReport report =
      run(chosen.plan, options,
          [&](const Platform&) { return std::make_unique<BatchTransport>(batch, replies); }, {});
  const int status =
      give_verdict(std::move(report), chosen, {arguments.name}, true, *arguments.verdict, info);
  if (!arguments.verdict->json) fmt::print("{}", remainder(batch, replies));
  return status;
}

void add_write(CLI::App& group, Action& action) {
  CLI::App* write = group.add_subcommand("write", "Write all requests of a run into a folder");
  const auto arguments = std::make_shared<WriteArguments>();
  write->add_option("directory", arguments->directory, "Folder of the batch")
      ->type_name("DIR")
      ->required();
  add_selection_options(*write, arguments->selection);
  write->add_flag("--no-twins", arguments->no_twins, "Leave out the repaired twins of negatives");
  write->add_flag("--no-trace", arguments->no_trace,
                  "Ask for no traces: for a driver whose hello announces none");
  write->footer(kWriteFooter);
  write->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return write_command(*arguments); });
  });
}

void add_judge(CLI::App& group, Action& action) {
  CLI::App* judge = group.add_subcommand("judge", "Judge the replies that a host has written");
  const auto arguments = std::make_shared<JudgeArguments>();
  judge->add_option("directory", arguments->directory, "Folder of the batch")
      ->type_name("DIR")
      ->required();
  add_vectors_options(*judge, arguments->selection);
  judge->add_option("--name", arguments->name, "Name of the platform in the reports")
      ->type_name("NAME")
      ->capture_default_str();
  add_verdict_options(*judge, arguments->verdict);
  judge->footer(kJudgeFooter);
  judge->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return judge_command(*arguments); });
  });
}

}  // namespace

void add_conformance_batch(CLI::App& group, Action& action) {
  CLI::App* batch = group.add_subcommand(
      "batch", "For hosts without processes: requests into a file, replies out of one");
  batch->require_subcommand(1);
  add_write(*batch, action);
  add_judge(*batch, action);
}

}  // namespace smx::cli
