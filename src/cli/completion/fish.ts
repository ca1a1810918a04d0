import { type Place, takingValues, type Value } from "./places.ts";

/** The completion script of fish. */
export function fishScript(places: readonly Place[]): string {
  const paths = places.slice(1).map(({ path }) => quoted(path));
  return `# Completion of discal for fish: discal completion fish | source
function __discal_place
    set -l place discal
    set -l value 0
    for word in (commandline -opc)[2..-1]
        if test $value = 1
            set value 0
            continue
        end
        if contains -- $word ${takingValues(places).join(" ")}
            set value 1
            continue
        end
        if contains -- "$place $word" ${paths.join(" ")}
            set place "$place $word"
        end
    end
    echo $place
end
function __discal_at
    test (__discal_place) = "$argv"
end
complete -c discal -f
${places.map(linesOf).join("\n")}
`;
}

function linesOf({ path, commands, options, argument }: Place): string {
  const at = `complete -c discal -n ${quoted(`__discal_at ${path}`)}`;
  return [
    ...commands.map(({ word, means }) => `${at} -a ${word} -d ${quoted(means)}`),
    ...options.map(({ word, means, value }) => {
      const takes = value === null ? "" : `${value === "file" ? " -r" : " -x"}${offer(value)}`;
      return `${at} -l ${word.replace(/^--/, "")}${takes} -d ${quoted(means)}`;
    }),
    ...(argument === null || argument === "any" ? [] : [`${at}${offer(argument)}`]),
  ].join("\n");
}

function offer(value: Value): string {
  if (value === "file") return " -F";
  if (value === "site") return ` -a '(discal __complete sites 2>/dev/null)'`;
  return value === "any" ? "" : ` -a ${quoted(value.join(" "))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
