/**
 * Is this host meant? `calendar.example` means itself at any port, `calendar.example:8443` that port alone,
 * `*.example` the host `example` and all below it, `*` every host.
 */
export function meansHost(pattern: string, host: string): boolean {
  const [meant, whole] = [pattern.toLowerCase(), host.toLowerCase()];
  const name = whole.replace(/:\d+$/, "");
  if (meant === "*" || meant === whole || meant === name) return true;
  return meant.startsWith("*.") && `.${name}`.endsWith(meant.slice(1));
}
