#include "command_device.h"

#include <CLI/CLI.hpp>
#include <string>

#include "device_exchange.h"
#include "device_keys.h"
#include "device_options.h"

namespace smx::cli {
namespace {

constexpr const char* kDeviceHelp =
    R"(A device of your own, whose messages travel as files: carry them by any means you like.
The state is one SQLite file, sealed under a key that stands beside it or under a passphrase.

Every command may be killed at any moment: no message is lost, none is repeated, no message key
serves twice. Run the same command again (with the same --id for send), or smx device resume.)";

constexpr const char* kDeviceExamples = R"(Two people, Alice and Bob, on two machines:
  bob$    smx device init
  bob$    smx device bundle --out bob.bundle             give it to Alice
  alice$  smx device init
  alice$  smx device bundle --out alice.bundle           give it to Bob
  alice$  smx device send --to bob --bundle bob.bundle --in hello.txt --out 1.smx
  bob$    smx device receive --from alice --sender alice.bundle --in 1.smx --out hello.txt
  bob$    smx device send --to alice --in answer.txt --out 2.smx
  alice$  smx device receive --from bob --known --in 2.smx --out answer.txt
Compare the fingerprints that both see, by telephone or in person.)";

void add_exchange_options(CLI::App& command, DeviceOptions& options) {
  command.add_option("--to", options.label, "The peer's label, any name you like")
      ->type_name("LABEL")
      ->required();
  command.add_option("--in", options.in, "The message, up to 65536 bytes; - is standard input")
      ->type_name("FILE")
      ->required();
  command
      .add_option("--out", options.out,
                  "Where the envelope goes: a new file, or - for standard output")
      ->type_name("FILE")
      ->required();
  command
      .add_option("--id", options.id,
                  "Names this message: the same id again gives the same envelope, never a "
                  "second message (default: random; resume completes it)")
      ->type_name("ID");
  command.add_flag("--base64", options.base64, "Write the envelope as base64 text");
}

void add_init(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "init", "Make a device: its keys, its state file, its key file",
      R"(Examples:
  smx device init
  smx device init --state work.db --passphrase-file ~/.smx-passphrase
  smx device init --counter-file /var/lib/not-in-backups/smx.counter

A run that was killed can be repeated. Exit code 2 if there is a device already.)",
      [](CLI::App& command, DeviceOptions& options) {
        command
            .add_option("--one-time-prekeys", options.count,
                        "How many to make, 0 to 1000 (default 100)")
            ->type_name("N");
        add_now_option(command, options);
      },
      device_init);
}

void add_bundle(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "bundle", "Write a prekey bundle, with which others start a session",
      R"(Examples:
  smx device bundle --out bob-for-alice.bundle
  smx device bundle --reusable --base64 --out -

With a one-time prekey (the default) a bundle is for one person; it gives their first message
forward secrecy from the start. A reusable one has none.)",
      [](CLI::App& command, DeviceOptions& options) {
        command.add_option("--out", options.out, "Where it goes; - is standard output")
            ->type_name("FILE")
            ->required();
        command.add_flag("--reusable", options.reusable, "Leave the one-time prekey out");
        command.add_flag("--base64", options.base64, "Write base64 text");
      },
      device_bundle);
}

void add_send(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "send", "Encrypt a message into an envelope file",
      R"(Examples:
  smx device send --to bob --bundle bob.bundle --in hello.txt --out 1.smx
  echo 'see you at nine' | smx device send --to bob --in - --out 2.smx
  smx device send --to bob --in report.txt --out 3.smx --id report-2026-11

The first message to somebody needs their bundle; its signature is verified. --out is never
overwritten and never half written. After a crash, the same command with the same --id completes
the hand-over; without --id, use smx device resume. Output on standard output may appear twice
after a crash (the same envelope, not a second message).

Exit code 1: bad_signature, no_session, too_large and so on; nothing was sent.)",
      [](CLI::App& command, DeviceOptions& options) {
        add_exchange_options(command, options);
        command
            .add_option("--bundle", options.bundle,
                        "The peer's bundle: needed the first time, and when their keys change")
            ->type_name("FILE");
      },
      device_send);
}

void add_restart(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "restart", "Start a new session with a peer who no longer understands you",
      R"(Example:
  smx device restart --to bob --bundle bob-new.bundle --in hello.txt --out 9.smx

The old session still decrypts what is on its way but never sends again. Restarts are limited:
one an hour at first, fewer when they repeat (exit code 1, restart_limited).)",
      [](CLI::App& command, DeviceOptions& options) {
        add_exchange_options(command, options);
        command.add_option("--bundle", options.bundle, "The peer's present bundle")
            ->type_name("FILE")
            ->required();
        add_now_option(command, options);
      },
      device_restart);
}

void add_receive(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "receive", "Decrypt an envelope file",
      R"(Examples:
  smx device receive --from alice --sender alice.bundle --in 1.smx --out hello.txt
  smx device receive --from alice --known --in 3.smx --out -

The envelope does not say who sent it: you do, with a bundle whose signature is verified, or with
--known once the label has been used. The delivery id is the envelope's SHA-256, so that the same
command again completes an interrupted one and never gives the message twice (standard output may
see it twice after a crash). --out is never overwritten and never half written.

Exit code 1: decryption_failed, duplicate_message, unknown_prekey and so on; nothing was changed.)",
      [](CLI::App& options_of, DeviceOptions& options) {
        options_of.add_option("--from", options.label, "The sender's label")
            ->type_name("LABEL")
            ->required();
        CLI::Option* sender = options_of.add_option(
            "--sender", options.bundle, "The sender's bundle; its signature is verified");
        options_of
            .add_flag("--known", options.known, "Take the keys that the label stands for already")
            ->excludes(sender);
        options_of
            .add_option("--in", options.in,
                        "The envelope: raw bytes, hex or base64; - is standard input")
            ->type_name("FILE")
            ->required();
        options_of
            .add_option("--out", options.out,
                        "Where the message goes: a new file, or - for standard output")
            ->type_name("FILE")
            ->required();
        options_of
            .add_option("--id", options.id, "Names this receipt (default: the envelope's SHA-256)")
            ->type_name("ID");
      },
      device_receive);
}

void add_status(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "status", "Show fingerprints, prekeys left, peers, unfinished hand-overs",
      R"(Examples:
  smx device status
  smx device status --json

No secret is shown, and nothing is changed.)",
      [](CLI::App& command, DeviceOptions& options) { add_now_option(command, options); },
      device_status);
}

void add_rotate(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "rotate", "Make a new signed prekey (every 7 days)",
      R"(Example:
  smx device rotate && smx device bundle --out new.bundle

The one before serves 14 more days, until smx device purge erases it.)",
      [](CLI::App& command, DeviceOptions& options) { add_now_option(command, options); },
      device_rotate);
}

void add_replenish(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "replenish", "Make more one-time prekeys",
      R"(Examples:
  smx device replenish
  smx device replenish --count 500 --json

They are durable before they are printed, so that all may be published.)",
      [](CLI::App& command, DeviceOptions& options) {
        command.add_option("--count", options.count, "How many, 1 to 1000 (default 100)")
            ->type_name("N");
      },
      device_replenish);
}

void add_purge(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "purge", "Erase what is too old; run it about once a day",
      R"(Example:
  smx device purge

Erases skipped keys after 7 days, archived sessions after 30, replaced signed prekeys after 14,
and the ids of completed hand-overs after 7.)",
      [](CLI::App& command, DeviceOptions& options) { add_now_option(command, options); },
      device_purge);
}

void add_resume(CLI::App& device, Action& action) {
  add_device_subcommand(
      device, action, "resume", "Complete the hand-overs that a crash interrupted",
      R"(Examples:
  smx device resume
  smx device resume --id 5f2c... --out saved.smx

Every send and receive notes beside the state, in STATE.handover, where its output goes, before
anything is committed. Where the place is not known (standard output), say it with --id and --out.
Exit code 2 if something stays unfinished.)",
      [](CLI::App& command, DeviceOptions& options) {
        command.add_option("--id", options.id, "Only this one")->type_name("ID");
        command.add_option("--out", options.out, "Hand it over here instead (needs --id)")
            ->type_name("FILE");
        command.add_flag("--base64", options.base64, "Write base64 text (with --out)");
      },
      device_resume);
}

}  // namespace

void add_device_command(CLI::App& app, Action& action) {
  CLI::App* device =
      app.add_subcommand("device", "Your own device: exchange real envelopes through files");
  device->footer(std::string(kDeviceHelp) + "\n\n" + kDeviceExamples);
  device->require_subcommand(1);
  add_init(*device, action);
  add_bundle(*device, action);
  add_send(*device, action);
  add_receive(*device, action);
  add_status(*device, action);
  add_rotate(*device, action);
  add_replenish(*device, action);
  add_purge(*device, action);
  add_restart(*device, action);
  add_resume(*device, action);
}

}  // namespace smx::cli
