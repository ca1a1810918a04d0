import type { OutboundRequest } from "../../net/send.ts";
import { signPush } from "../../wire/push.ts";
import { postRequest } from "../foreign.ts";
import { randomHex, type Random } from "../random.ts";
import type { Self } from "../self.ts";

interface Sender {
  readonly self: Self;
  readonly clock: () => number;
  readonly random: Random;
}

/** What is pushed and reported; an announcement, too, which is a push of nothing. */
export const CALENDAR = "text/calendar; charset=utf-8";

/** A POST of calendars that this node signs for exactly one recipient (protocol, section 6). `url` is of the recipient's origin. */
export async function signedPost(
  { self, clock, random }: Sender,
  to: { readonly url: string; readonly key: string },
  body: Uint8Array,
): Promise<OutboundRequest> {
  const { origin, pathname, search } = new URL(to.url);
  const headers = await signPush({
    signer: self.signer,
    now: clock(),
    nonce: randomHex(random, 16),
    method: "POST",
    target: `${pathname}${search}`,
    sender: self.url,
    recipient: origin,
    recipientKey: to.key,
    contentType: CALENDAR,
    body,
  });
  return postRequest(to.url, headers, body);
}
