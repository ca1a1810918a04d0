/** The group that all articles are in. */
export const GROUP = "bench.events";

/** Who runs it: INN is for a user of its own, and will not be root. */
export interface NewsUser {
  readonly user: string;
  readonly group: string;
}

/** Folders below its own that it expects to be there. */
export const FOLDERS = [
  "etc",
  "db",
  "run",
  "log",
  "tmp",
  "filter",
  "articles",
  "overview",
  "incoming",
  "outgoing",
];

/**
 * Files of INN (news server, Debian's inn2) by their paths below its folder: articles each in a file (tradspool),
 * overview and history on, and one neighbour on this machine who may send as much as it likes.
 */
export function innSettings(
  folder: string,
  port: number,
  { user, group }: NewsUser,
): Readonly<Record<string, string>> {
  return {
    "etc/inn.conf": `
mta: "/bin/false %s"
domain: bench.example
pathhost: bench.example
runasuser: ${user}
runasgroup: ${group}
port: ${port}
bindaddress: 127.0.0.1
artcutoff: 0
enableoverview: true
ovmethod: tradindexed
hismethod: hisv6
pathnews: ${folder}
pathetc: ${folder}/etc
pathdb: ${folder}/db
pathrun: ${folder}/run
pathlog: ${folder}/log
pathtmp: ${folder}/tmp
pathfilter: ${folder}/filter
pathspool: ${folder}
patharticles: ${folder}/articles
pathoverview: ${folder}/overview
pathincoming: ${folder}/incoming
pathoutgoing: ${folder}/outgoing
pathbin: ${BINARIES}
`,
    "etc/incoming.conf": `
streaming: true
max-connections: 10
peer bench { hostname: 127.0.0.1 }
`,
    "etc/storage.conf": `
method tradspool { newsgroups: * class: 0 }
`,
    "etc/newsfeeds": "ME:*::\n",
    "db/active": ["control", "control.cancel", "junk", GROUP]
      .map((name) => `${name} 0000000000 0000000001 y\n`)
      .join(""),
    "db/newsgroups": "",
    "db/history": "",
    "articles/tradspool.map": "",
  };
}

/** Where Debian's package puts its programs. */
export const BINARIES = "/usr/lib/news/bin";
