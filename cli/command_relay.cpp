#include "command_relay.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "relay_exchange.h"
#include "relay_membership.h"
#include "relay_options.h"

namespace smx::cli {
namespace {

constexpr const char* kRelayHelp =
    R"(Your device at a relay, and messages through it. The relay sees envelopes, never what is in them;
what its directory says is believed only where a device's own signature vouches for it.

An account is a directory: the device's sealed state (device.db, device.db.key) and account.json,
which holds tokens. A command that was killed can be repeated; a message that could not be handed
over is kept, and goes out with the next send or receive.)";

constexpr const char* kRelayExamples =
    R"(Two people on one machine, with smx-relay --dev > relay.json in another terminal:
  smx relay found --home alice --phone +441632960001 --name Example --invite +441632960002
  smx relay join --home bob --phone +441632960002
  smx relay approve --home alice
  smx relay send --home alice --to +441632960002 --text 'Hello Bob'
  smx relay receive --home bob --reply 'Hello Alice'
  smx relay receive --home alice

Exit codes: 0 done; 1 the relay or the protocol refused, the reason is named (wrong_code,
device_pending, decryption_failed ...); 2 bad usage, or a file that is missing or of another kind;
3 the relay cannot be reached or trusted, or storage failed.)";

/// A subcommand with its help, its examples, --home and --json.
void add_subcommand(CLI::App& relay, Action& action, const std::string& name,
                    const std::string& help, const std::string& examples,
                    ExitCode (*run)(const RelayOptions&),
                    const std::function<void(CLI::App&, RelayOptions&)>& add_options) {
  const auto options = std::make_shared<RelayOptions>();
  CLI::App* command = relay.add_subcommand(name, help);
  command->footer(examples);
  command
      ->add_option("--home", options->home,
                   "Directory of your account (default: ~/.local/share/smx/relay)")
      ->type_name("DIR")
      ->envname("SMX_RELAY_HOME");
  add_options(*command, *options);
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, run, &action] {
    action.needs_core = true;
    action.run = [options, run] { return run(*options); };
  });
}

void add_place_options(CLI::App& command, RelayOptions& options) {
  options.relay = "relay.json";
  CLI::Option* relay = command
                           .add_option("--relay", options.relay,
                                       "Where the relay is: what smx-relay --dev printed "
                                       "(default relay.json)")
                           ->type_name("FILE");
  CLI::Option* url =
      command.add_option("--url", options.url, "The relay, https://relay.example:8443")
          ->type_name("URL")
          ->excludes(relay);
  command.add_option("--ca", options.ca, "PEM file of whom to trust for it")
      ->type_name("FILE")
      ->needs(url);
  command.add_option("--phone", options.phone, "Your telephone number, +441632960001")
      ->type_name("NUMBER")
      ->required();
  command
      .add_option("--code", options.code,
                  "The code that the relay has sent there already (default: it sends one, and this "
                  "asks for it; of a development relay, it is read from its file)")
      ->type_name("CODE");
}

void add_memberships(CLI::App& relay, Action& action) {
  add_subcommand(relay, action, "found", "Found an organisation; you are its administrator",
                 R"(Example:
  smx relay found --home alice --phone +441632960001 --name Example --invite +441632960002

Where signup is closed, the operator founds it and you join: smx relay join.)",
                 relay_found, [](CLI::App& command, RelayOptions& options) {
                   add_place_options(command, options);
                   command.add_option("--name", options.name, "The organisation's name")
                       ->type_name("NAME")
                       ->required();
                   command.add_option("--invite", options.invite, "Invite this number, too")
                       ->type_name("NUMBER");
                 });
  add_subcommand(relay, action, "join", "Join by an invitation, or come back with this device",
                 R"(Example:
  smx relay join --home bob --phone +441632960002
  smx relay join --phone +441632960002 --url https://relay.example:8443 --ca relay-ca.pem

The device then waits for an administrator: smx relay approve. The first person of an organisation
that the operator founded is active at once.)",
                 relay_join, add_place_options);
  add_subcommand(relay, action, "invite", "Invite telephone numbers (administrators)",
                 R"(Example:
  smx relay invite --home alice --phone +441632960003 --role administrator)",
                 relay_invite, [](CLI::App& command, RelayOptions& options) {
                   command.add_option("--phone", options.invite, "Whom to invite")
                       ->type_name("NUMBER")
                       ->required();
                   command.add_option("--role", options.role, "member or administrator")
                       ->check(CLI::IsMember({"member", "administrator"}));
                   command
                       .add_option("--expires-in", options.expires_in,
                                   "How long it serves, 60 to 2592000 (default: a week)")
                       ->type_name("SECONDS")
                       ->check(CLI::Range(60, 2'592'000));
                 });
  add_subcommand(relay, action, "approve", "Approve devices that wait (administrators)",
                 R"(Examples:
  smx relay approve --home alice
  smx relay approve --home alice --device dev_0123456789abcdef0123456789abcdef)",
                 relay_approve, [](CLI::App& command, RelayOptions& options) {
                   command.add_option("--device", options.device, "Only this one (default: all)")
                       ->type_name("ID");
                 });
  add_subcommand(
      relay, action, "revoke", "End a device at the relay (your own, or administrators)",
      R"(Example:
  smx relay revoke --home alice --device dev_0123456789abcdef0123456789abcdef

It takes effect at once and for good: tokens, queue and prekeys are gone. smx relay members lists
devices for administrators.)",
      relay_revoke, [](CLI::App& command, RelayOptions& options) {
        command.add_option("--device", options.device, "Which one")->type_name("ID")->required();
      });
  add_subcommand(relay, action, "members", "List the members of your organisation",
                 R"(Example:
  smx relay members --home alice

Administrators see telephone numbers and devices, too.)",
                 relay_members, [](CLI::App&, RelayOptions&) {});
}

void add_messages(CLI::App& relay, Action& action) {
  add_subcommand(
      relay, action, "send", "Send a message to every device of a member",
      R"(Examples:
  smx relay send --home alice --to +441632960002 --text 'Hello Bob'
  smx relay send --home bob --to usr_0123456789abcdef0123456789abcdef --in report.txt
  smx relay send --home alice --to +441632960002 --text 'Hello' --id monday-1

Your own other devices get it, too. A session starts by itself with the first message. The same --id
again sends nothing new, whatever --text says then: repeat a command with an --id as often as you
like.)",
      relay_send, [](CLI::App& command, RelayOptions& options) {
        command.add_option("--to", options.to, "A user id, or a number (administrators)")
            ->type_name("USER")
            ->required();
        CLI::Option* text =
            command.add_option("--text", options.text, "The message")->type_name("TEXT");
        CLI::Option* in =
            command.add_option("--in", options.in, "A file with it; - is standard input")
                ->type_name("FILE");
        text->excludes(in);
        command
            .add_option("--id", options.id,
                        "The message's name, 1 to 27 characters (default: a new one)")
            ->type_name("ID");
      });
  add_subcommand(relay, action, "receive", "Show what waits at the relay",
                 R"(Examples:
  smx relay receive --home bob
  smx relay receive --home bob --wait 30 --reply 'I am at my desk'

A message is acknowledged once it was shown; the relay then forgets it. With --json each is one
object on a line of its own. Exit code 1 when one of them could not be read.)",
                 relay_receive, [](CLI::App& command, RelayOptions& options) {
                   command.add_option("--wait", options.wait, "Wait for one this long, 0 to 30")
                       ->type_name("SECONDS")
                       ->check(CLI::Range(0, 30));
                   command.add_option("--reply", options.reply, "Answer each sender with this")
                       ->type_name("TEXT");
                 });
}

}  // namespace

void add_relay_command(CLI::App& app, Action& action) {
  CLI::App* relay =
      app.add_subcommand("relay", "Your device at a relay: exchange messages through it");
  relay->footer(std::string(kRelayHelp) + "\n\n" + kRelayExamples);
  relay->require_subcommand(1);
  add_memberships(*relay, action);
  add_messages(*relay, action);
}

}  // namespace smx::cli
