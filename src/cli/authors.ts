import type { Command } from "commander";
import { addAddAuthor } from "./authors/add.ts";
import { addListAuthors } from "./authors/list.ts";
import { addRemoveAuthor } from "./authors/remove.ts";
import type { Shell } from "./shell.ts";

/** `discal authors`: people who may enter events by a signature of their own. */
export function addAuthors(program: Command, shell: Shell): void {
  const authors = program
    .command("authors")
    .description("who may enter events with curl and gpg, by a signature of their own key")
    .addHelpText(
      "after",
      `
Examples:
  discal authors add anna.asc --name "Anna of the library"
  discal authors list
  discal authors remove "Anna of the library"`,
    );
  for (const add of [addAddAuthor, addListAuthors, addRemoveAuthor]) add(authors, shell);
}
