import { type Place, takingValues, type Value, type Word } from "./places.ts";
import { quoted } from "./quoted.ts";

/** The completion script of zsh. */
export function zshScript(places: readonly Place[]): string {
  const paths = places.slice(1).map(({ path }) => quoted(path));
  const values = places.flatMap(({ path, options }) =>
    options.flatMap(({ word, value }) =>
      value === null ? [] : [`    ${quoted(`${path} ${word}`)}) ${offer(value)}; return ;;`],
    ),
  );
  const words = places.map(
    ({ path, commands, options, argument }) => `    ${quoted(path)})
      if [[ $PREFIX == -* ]]; then
        options=(${described(options)})
        _describe -o option options
      else
        commands=(${described(commands)})
        ${argument === null ? "_describe command commands" : offer(argument)}
      fi ;;`,
  );
  return `#compdef discal
# Completion of discal for zsh: eval "$(discal completion zsh)"
_discal() {
  local place=discal i
  local -a commands options sites
  for ((i = 2; i < CURRENT; i++)); do
    case $words[i] in
    ${takingValues(places).join("|")}) ((i++)); continue ;;
    esac
    case "$place $words[i]" in
    ${paths.join("|")}) place="$place $words[i]" ;;
    esac
  done
  case "$place $words[CURRENT-1]" in
${values.join("\n")}
  esac
  case $place in
${words.join("\n")}
  esac
}
compdef _discal discal
`;
}

function described(words: readonly Word[]): string {
  return words.map(({ word, means }) => quoted(`${word}:${means}`)).join(" ");
}

function offer(value: Value): string {
  if (value === "file") return "_files";
  if (value === "site") return '{ sites=(${(f)"$(discal __complete sites 2>/dev/null)"}); compadd -a sites }';
  return value === "any" ? ":" : `compadd ${value.map(quoted).join(" ")}`;
}
