import { z } from "zod";
import { digest } from "./grammar.ts";

/** Most digests of one request. */
export const MAX_DIGESTS = 200;

/**
 * Body of `POST /discal/v1/objects` (protocol, section 7): which versions are wanted. The answer is those that the
 * node has, as concatenated VCALENDARs.
 */
export const objectsRequest = z
  .object({ digests: z.array(digest).min(1).max(MAX_DIGESTS).describe("Exact digests C1") })
  .meta({
    title: "Request for objects",
    examples: [{ digests: ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"] }],
  });
