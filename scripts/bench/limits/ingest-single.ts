// One signed object after the other by the bare libraries: node:http hands over a request, openpgp.js checks its
// signature, and the object's rows are written in a durable transaction of their own; then it is answered.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { on, once } from "node:events";
import { buffer } from "node:stream/consumers";
import { type Key, readKey } from "openpgp";
import { type BareRows, openBareRows } from "../bare-rows.ts";
import { checkSigned } from "../bare-signature.ts";
import { answer } from "../limit.ts";

export const tasks = {
  /** Gives where it listens. What is signed and its signature stand in the header `x-signed`, as base64 with a blank. */
  async open({
    path,
    certificate,
  }: {
    readonly path: string;
    readonly certificate: string;
  }): Promise<string> {
    const rows = openBareRows(path);
    const key = await readKey({ armoredKey: certificate });
    const server = createServer();
    void takeEach(on(server, "request") as AsyncIterable<Exchange>, rows, key);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`;
  },
};

answer(tasks);

type Exchange = readonly [IncomingMessage, ServerResponse];

async function takeEach(requests: AsyncIterable<Exchange>, rows: BareRows, key: Key): Promise<void> {
  for await (const [request, response] of requests) {
    const body = await buffer(request);
    const parts = String(request.headers["x-signed"]).split(" ");
    const [signed, signature] = parts.map((part) => Buffer.from(part, "base64"));
    await checkSigned({ signed: signed!, signature: signature!, body }, key);
    rows.commit(() => rows.write(body.toString()));
    response.setHeader("content-type", "application/json").end('[{"verdict":"accepted"}]');
  }
}
