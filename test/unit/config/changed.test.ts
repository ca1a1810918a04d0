import { expect, it } from "vitest";
import { changedSettings } from "../../../src/config/changed.ts";
import { loadConfig } from "../../../src/config/load.ts";

const configOf = (text: string) =>
  loadConfig({ file: "/x/peers.yaml", env: {}, cwd: "/x", read: () => text });

const before = configOf('node: { name: A, listen: "127.0.0.1:8080" }\nnetwork: { allow: [10.0.0.0/8] }');

it.each([
  ['node: { name: A, listen: "127.0.0.1:8080" }\nnetwork: { allow: [10.0.0.0/8] }', []],
  ['node: { name: A }\nnetwork: { allow: [10.0.0.0/8] }\nsites: [{ url: "https://b.example/" }]', []],
  [
    'node: { name: A, listen: "127.0.0.1:8080" }\nnetwork: { allow: [10.0.0.0/8] }\npolicies: [{ action: show, verdict: deny }]',
    [],
  ],
  [
    'node: { name: A, authority: locked }\nnetwork: { allow: [10.0.0.0/8] }\nregistration: { answer: deny }\nbrake: 5\nquota: 9\nnotify: { web_hook: "https://b.example/hook" }',
    ["node.authority", "registration.answer", "notify.web_hook", "brake", "quota"],
  ],
  ['node: { name: B, listen: "127.0.0.1:8081" }', ["node.url", "node.name", "node.listen", "network.allow"]],
])("names the settings that a running node does not take over from %j", (after, changed) => {
  expect([...changedSettings(before, configOf(after))].sort()).toEqual(changed.toSorted());
});
