/** A ```sh block of a Markdown file. */
export interface ShellBlock {
  /** The heading that it stands under. */
  readonly section: string;
  readonly script: string;
}

/** The blocks of commands in a Markdown text, in their order. */
export function shellBlocks(markdown: string): readonly ShellBlock[] {
  let section = "";
  return [...markdown.matchAll(/^#+ (.+)$|^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, heading, script]) => {
    if (script !== undefined) return [{ section, script }];
    section = heading ?? "";
    return [];
  });
}
