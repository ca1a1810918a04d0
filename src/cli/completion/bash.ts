import { type Place, takingValues, type Value } from "./places.ts";
import { quoted } from "./quoted.ts";

/** The completion script of bash. */
export function bashScript(places: readonly Place[]): string {
  const paths = places.slice(1).map(({ path }) => quoted(path));
  const values = places.flatMap(({ path, options }) =>
    options.flatMap(({ word, value }) =>
      value === null ? [] : [`    ${quoted(`${path} ${word}`)}) ${offer(value)} ;;`],
    ),
  );
  const words = places.map(({ path, commands, options, argument }) => {
    const flags = options.map(({ word }) => word).join(" ");
    const value = argument === null ? commands.map(({ word }) => word) : argument;
    return `    ${quoted(path)}) if [[ $current == -* ]]; then words=${quoted(flags)}; else ${offer(value)}; fi ;;`;
  });
  return `# Completion of discal for bash: eval "$(discal completion bash)"
_discal() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  local place=discal words= files= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
    ${takingValues(places).join("|")}) ((i++)); continue ;;
    esac
    case "$place \${COMP_WORDS[i]}" in
    ${paths.join("|")}) place="$place \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$place $before" in
${values.join("\n")}
    *)
    case $place in
${words.join("\n")}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ -z $files ]] || COMPREPLY+=($(compgen -f -- "$current"))
}
complete -o filenames -F _discal discal
`;
}

function offer(value: Value): string {
  if (value === "file") return "files=1";
  if (value === "site") return 'words="$(discal __complete sites 2>/dev/null)"';
  return value === "any" ? ":" : `words=${quoted(value.join(" "))}`;
}
