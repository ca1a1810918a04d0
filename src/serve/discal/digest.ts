import { Hono } from "hono";
import type { z } from "zod";
import { BUCKETS } from "../../core/reconcile/digest-buckets.ts";
import { PATHS } from "../../exchange/self.ts";
import type { Store } from "../../store/contract.ts";
import { type bucketAnswer, type digestAnswer, packFingerprints } from "../../wire/digest.ts";
import { itemsOf } from "./marks.ts";
import { numberOf } from "./number.ts";
import { packedJson } from "./packed-json.ts";

/**
 * `GET /discal/v1/digest?buckets=4096` and `/digest/{bucket}`: all that the node knows, so that two nodes find out what
 * either has lost (protocol, section 7).
 */
export function digestRoutes({ repair, epoch }: Pick<Store, "repair" | "epoch">): Hono {
  return new Hono()
    .get(PATHS.digest, async (c) => {
      numberOf("buckets", c.req.query("buckets"), BUCKETS, { least: BUCKETS, most: BUCKETS });
      const next = await repair.head();
      const fingerprints = packFingerprints(await repair.fingerprints());
      const answer: z.infer<typeof digestAnswer> = { epoch, next, buckets: BUCKETS, fingerprints };
      return packedJson(c.req.raw, answer);
    })
    .get(`${PATHS.digest}/:bucket`, async (c) => {
      const bucket = numberOf("The bucket", c.req.param("bucket"), 0, { least: 0, most: BUCKETS - 1 });
      const items = itemsOf(await repair.bucket(bucket));
      const answer: z.infer<typeof bucketAnswer> = { epoch, bucket, items };
      return packedJson(c.req.raw, answer);
    });
}
