/** Is this a host (with or without a port), or `*.` and a domain, as filters and policies name them? */
export function isHostPattern(text: string): boolean {
  if (text.startsWith("*.")) return isHost(text.slice(2)) && !text.includes(":");
  return isHost(text);
}

function isHost(text: string): boolean {
  return /^[^\s/?#@*]{1,255}$/.test(text) && URL.parse(`https://${text}`)?.host === text.toLowerCase();
}
