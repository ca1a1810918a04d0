// A node of one's own inside another program: it has a port, an event is entered, and its feed is read.
// Run it in a folder where discal is installed: `node embed.mts`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beat, createLog, listen, openNode, parseConfig } from "discal";

const folder = await mkdtemp(join(tmpdir(), "discal-embed-"));
const stop = new AbortController();
{
  // What a peers.yaml would say. Database and keys go to `data` in the folder; plain http: is for this machine alone.
  const settings = `
node: { name: Corner club, listen: "127.0.0.1:0", url: "http://127.0.0.1:8080", timezone: Europe/Vienna }
network: { allow: [127.0.0.0/8] }
`;
  const config = parseConfig(settings, folder);
  const log = createLog("warn");

  // Both close by themselves at the end of the block: first the port, then the store.
  await using node = await openNode(config, log);
  await using server = await listen(node.fetch, config.node.listen);
  // Polls and deliveries happen in the background, until `stop` says so.
  const running = beat(node, { clock: Date.now, signal: stop.signal, log });

  const version = await node.enter({
    title: "Evening of songs",
    start: "2030-05-01T19:30",
    end: "2030-05-01T22:00",
    zone: "Europe/Vienna",
    allDay: false,
    location: "Corner club",
    description: null,
    url: null,
    tags: ["music"],
  });
  console.log(`entered revision ${version.revision} of ${version.uid}`);

  const feed = await fetch(`http://127.0.0.1:${server.port}/feed.ics`);
  const summary = (await feed.text()).split("\r\n").find((line) => line.startsWith("SUMMARY"));
  console.log(`${feed.status} ${feed.headers.get("content-type")}: ${summary}`);

  stop.abort();
  await running;
}
await rm(folder, { recursive: true });
