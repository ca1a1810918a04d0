import { writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { loadConfig } from "../config/load.ts";
import { asUsage, UsageError } from "./exit.ts";
import { fileFault } from "./file-fault.ts";
import { createOutput } from "./output.ts";
import { globalOptions } from "./session.ts";
import type { Shell } from "./shell.ts";

/** What a first configuration says. */
export interface InitAnswers {
  readonly url: string;
  readonly name: string;
  readonly timezone: string;
}

type Options = Partial<InitAnswers>;

/** `discal init`: writes a first peers.yaml. Asks only on a terminal, and only what no option says. */
export function addInit(program: Command, shell: Shell): void {
  program
    .command("init")
    .description("write a first peers.yaml; never overwrites one")
    .option("--url <origin>", "where others reach this node, such as https://calendar.example")
    .option("--name <name>", "what people call this node")
    .option("--timezone <zone>", "IANA zone, such as Europe/Berlin")
    .addHelpText(
      "after",
      `
Examples:
  discal init
  discal init --url https://calendar.example --name "Calendar of Exampleton"
  discal init --config /etc/discal/peers.yaml --timezone Europe/Berlin`,
    )
    .action(async (options: Options, command: Command) => {
      const { config, json } = globalOptions(command);
      const file = resolve(shell.cwd, config ?? "peers.yaml");
      const text = peersFileText(await complete(options, shell.ask));
      asUsage(() => loadConfig({ file, env: {}, cwd: shell.cwd, read: () => text }));
      await writeNew(file, text);
      const shown = relative(shell.cwd, file);
      createOutput(shell.out, json)(
        { file },
        () => `Wrote ${shown}. List feeds and peers there, then run: npx discal serve`,
      );
    });
}

/** A commented peers.yaml with these answers in it. */
function peersFileText({ url, name, timezone }: InitAnswers): string {
  return `# Settings of this DisCal node; peers.example.yaml explains every option.

node:
  # Where others reach this node. Links and signatures use it.
  url: ${JSON.stringify(url)}
  name: ${JSON.stringify(name)}
  # Where the server listens; DISCAL_PORT changes the port.
  listen: ${listenOf(url)}
  # Folder of the database and the keys, beside this file.
  data: data
  timezone: ${JSON.stringify(timezone)}

network:
  # Address ranges that may be reached beside the public internet, such as 192.168.0.0/16.
  allow: []

# Feeds (iCalendar) that are polled; of several that show one event the first leads.
sites: []
#  - url: https://library.example/events.ics
#    name: Town library
#    poll: "1h"
#    tags: [library]

# Other nodes that events are exchanged with.
peers: []
#  - url: https://calendar.neighbour.example
`;
}

/** Without a proxy before it, the node itself answers where it is said to be. */
function listenOf(url: string): string {
  const { protocol, host, port } = URL.parse(url) ?? new URL(USUAL_URL);
  const own = protocol === "http:" && /^(127\.|localhost|\[::1\])/.test(host) && port !== "";
  return own ? `"${host}"` : "127.0.0.1:8080";
}

const USUAL_URL = "http://127.0.0.1:8080";

async function complete(options: Options, ask: Shell["ask"]): Promise<InitAnswers> {
  const answer = async (given: string | undefined, question: string, usual: string) =>
    given ?? ((await ask?.(`${question} [${usual}]: `)) || usual);
  return {
    url: await answer(options.url, "Where do others reach this node?", USUAL_URL),
    name: await answer(options.name, "What is it called?", "DisCal"),
    timezone: await answer(
      options.timezone,
      "Its time zone?",
      new Intl.DateTimeFormat().resolvedOptions().timeZone,
    ),
  };
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST")
      throw new UsageError(`${file} is there already; move it away, or choose another with --config`);
    throw new UsageError(`${file} can't be written: ${fileFault(error)}`);
  }
}
