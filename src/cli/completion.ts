import { Argument } from "commander";
import type { Command } from "commander";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { type Place, placesOf } from "./completion/places.ts";
import { zshScript } from "./completion/zsh.ts";
import { globalOptions } from "./session.ts";
import type { Shell } from "./shell.ts";

type ShellName = "bash" | "zsh" | "fish";

const scripts: Readonly<Record<ShellName, (places: readonly Place[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `discal completion SHELL`: a script that completes all commands, options and what they take. */
export function addCompletion(program: Command, shell: Shell): void {
  program
    .command("completion")
    .description("print a script that completes discal's commands in a shell")
    .addArgument(new Argument("<shell>", "whose script").choices(Object.keys(scripts)))
    .addHelpText(
      "after",
      `
It completes the word \`discal\`, where that is on the PATH.

Examples:
  echo 'eval "$(discal completion bash)"' >> ~/.bashrc
  echo 'eval "$(discal completion zsh)"' >> ~/.zshrc        # after compinit
  discal completion fish > ~/.config/fish/completions/discal.fish`,
    )
    .action((name: ShellName) => shell.out.write(scripts[name](placesOf(program))));
  program
    .command("__complete", { hidden: true })
    .argument("<what>")
    .action((_what: string, _options: object, command: Command) => {
      for (const host of siteHosts(shell, command)) shell.out.write(`${host}\n`);
    });
}

/**
 * Hosts that name one site of the file; nothing is opened for them, so that a Tab costs little and changes nothing.
 * Shells expand what they are offered: a host with signs that mean something to them is left out, as whoever presses
 * Tab in a folder has not yet chosen to trust what lies there.
 */
function siteHosts(shell: Shell, command: Command): readonly string[] {
  const { sites } = shell.readConfig(globalOptions(command).config);
  const hosts = sites.map(({ url }) => new URL(url).host);
  return hosts.filter((host) => PLAIN.test(host) && hosts.indexOf(host) === hosts.lastIndexOf(host));
}

const PLAIN = /^[a-z0-9._:[\]-]+$/;
