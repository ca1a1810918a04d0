/**
 * The zone that a name stands for which is neither IANA's nor Windows': an abbreviation, a display name of Outlook
 * or Rails, a place that has no zone of its own; null where the table does not have it. Digest D depends on this
 * table (protocol, section 4).
 */
export function aliasZone(text: string): string | null {
  return ALIASES.get(aliasKey(text)) ?? null;
}

/** Lower case, without a leading `TZID=` or `(UTC-05:00)`, `and` written as `&`, blanks made one. */
function aliasKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/^tzid=/, "")
    .replace(/^\((?:utc|gmt)[^)]*\)/, "")
    .replaceAll(" and ", " & ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Abbreviations mean a place with its summer time, as those who write them do. */
const TABLE = `
UTC: Z, UTC/GMT, GMT/UTC, Coordinated Universal Time, Greenwich Mean Time, tzone://Microsoft/Utc
America/New_York: ET, EDT, Eastern, Eastern Time, Eastern Time (US & Canada), Eastern Daylight Time, US-Eastern
America/New_York: America/Boston, America/Washington, America/Miami, America/Atlanta, America/Philadelphia
America/Chicago: CT, CST, CDT, Central, Central Time, Central Time (US & Canada), Central Daylight Time, US-Central
America/Chicago: America/Dallas, America/Houston, America/Austin, America/Minneapolis
America/Denver: MT, MDT, Mountain, Mountain Time, Mountain Time (US & Canada), Mountain Daylight Time, US-Mountain
America/Denver: America/Salt_Lake_City
America/Los_Angeles: PT, PST, PDT, Pacific, Pacific Time, Pacific Time (US & Canada), Pacific Daylight Time
America/Los_Angeles: US-Pacific, America-SanJose, America/San_Jose, America/San_Francisco, America/San_Diego
America/Los_Angeles: America/Seattle, America/Las_Vegas
America/Phoenix: Arizona, US-Arizona
America/Anchorage: AKST, AKDT, Alaska, US-Alaska
Pacific/Honolulu: HAST, Hawaii, US-Hawaii
America/Indiana/Indianapolis: Indiana (East)
America/Halifax: AST, ADT, Atlantic Time, Atlantic Time (Canada)
America/St_Johns: NST, NDT, Newfoundland
America/Regina: Saskatchewan
America/Toronto: America/Ottawa
America/Sao_Paulo: BRT, Brasilia, America/Brasilia, America/Rio_de_Janeiro
Europe/London: BST, England, Europe/England, Europe/Edinburgh
Europe/Berlin: MEZ, MESZ, Mitteleuropäische Zeit, Mitteleuropäische Sommerzeit, Europe/Germany
Europe/Berlin: Europe/Frankfurt, Europe/Munich, Europe/Hamburg, Europe/Cologne
Europe/Paris: CEST, Europe/France
Europe/Rome: Europe/Italy, Europe/Milan
Europe/Madrid: Europe/Spain, Europe/Barcelona
Europe/Zurich: Europe/Switzerland, Europe/Geneva, Europe/Bern
Europe/Vienna: Europe/Austria
Europe/Amsterdam: Europe/Netherlands
Europe/Lisbon: WEST
Europe/Athens: EEST
Europe/Moscow: MSK
Africa/Johannesburg: SAST, Africa/Cape_Town
Asia/Dubai: GST, Asia/Abu_Dhabi
Asia/Kolkata: IST, Asia/Delhi, Asia/New_Delhi, Asia/Mumbai
Asia/Ho_Chi_Minh: Asia/Hanoi
Asia/Shanghai: Asia/Beijing
Asia/Hong_Kong: HKT
Asia/Singapore: SGT
Asia/Tokyo: JST
Asia/Seoul: KST
Australia/Sydney: AEST, AEDT
Australia/Adelaide: ACST, ACDT
Australia/Perth: AWST
Pacific/Auckland: NZST, NZDT, Pacific/Wellington
`;

const ALIASES: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split("\n")
    .flatMap((line) => {
      const [zone = "", names = ""] = line.split(/: (.*)/);
      return names.split(", ").map((name) => [aliasKey(name), zone] as const);
    }),
);

/** The table by key, sorted: what the protocol publishes. */
export function publishedAliases(): readonly (readonly [key: string, zone: string])[] {
  return [...ALIASES].sort(([a], [b]) => (a < b ? -1 : 1));
}
