import { discal, type Running } from "../program.ts";
import { type Answer, call } from "./calls.ts";

/** Where the program listens, and how it is known: others reach it by another address. */
export const LISTEN = "127.0.0.1:18080";
export const NODE = "https://node.example";

const JSON_TYPE = "application/json";
/** So many writes come before the next token is taken: its quota is no matter here. */
const WRITES = 30;

/** The program with an admin's token, or as many as it takes. */
export interface UnderTest {
  /** Asks the API. */
  api(method: string, path: string, body?: unknown, type?: string): Promise<Answer>;
  /** Asks as anybody may. */
  ask: typeof call;
  readonly log: () => string;
}

export async function underTest(
  running: Pick<Running, "out" | "err">,
  options: Parameters<typeof discal>[1],
): Promise<UnderTest> {
  const { out } = await discal(["token", "create", "canary", "--role", "admin", "--json"], options);
  let token = (JSON.parse(out) as { readonly token: string }).token;
  let writes = 0;
  const send = (method: string, path: string, body: string | undefined, type: string) =>
    call(`http://${LISTEN}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": type }) },
      ...(body !== undefined && { body }),
    });
  return {
    api: async (method, path, body, type = JSON_TYPE) => {
      if (method !== "GET" && (writes += 1) % WRITES === 0) {
        const answer = await send("POST", "/tokens", `{"name":"canary ${writes}","role":"admin"}`, JSON_TYPE);
        token = (JSON.parse(answer.text) as { readonly token: string }).token;
      }
      const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
      return send(method, path, text, type);
    },
    ask: (path, wish) => call(`http://${LISTEN}${path}`, wish),
    log: () => running.out() + running.err(),
  };
}
