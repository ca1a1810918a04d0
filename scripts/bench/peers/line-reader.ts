/** Gives the lines, ended by CRLF, that each chunk of a stream completes; what is left is kept for the next. */
export function lineReader(): (chunk: string) => readonly string[] {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop() ?? "";
    return lines;
  };
}
