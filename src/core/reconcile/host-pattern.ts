/**
 * Is this host meant? `calendar.example` means itself at any port, `calendar.example:8443` that port alone,
 * `*.example` the host `example` and all below it, `*` every host. A name is the same with the dot of the root at its
 * end, by which nobody gets round a rule.
 */
export function meansHost(pattern: string, host: string): boolean {
  const [meant, whole] = [written(pattern), written(host)];
  const name = whole.replace(/:\d+$/, "");
  if (meant === "*" || meant === whole || meant === name) return true;
  return meant.startsWith("*.") && `.${name}`.endsWith(meant.slice(1));
}

function written(host: string): string {
  return host.toLowerCase().replace(/\.(?=:\d+$|$)/, "");
}
