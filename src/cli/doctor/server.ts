import { DomainError } from "../../core/model/domain-error.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import { addressHere, type Patient } from "./patient.ts";

/** Does the server run on this machine? */
export function checkServer({ config, key, here }: Pick<Patient, "config" | "key" | "here">): Finding {
  const { listen } = config.node;
  const at = addressHere(listen);
  if (listen.port === 0)
    return warning(
      "it takes any free port (node.listen), so there is none to ask on",
      "Name a port in node.listen.",
    );
  if (here instanceof DomainError) {
    return here.problem === "unreachable" && here.details["status"] === undefined
      ? warning(`it does not run: nothing answers at ${at}`, "Start it: npx discal serve")
      : problem(
          `another program answers at ${at}: ${here.message}`,
          "Stop that, or name another port in node.listen.",
        );
  }
  const own = key !== null && "fingerprint" in key ? key.fingerprint : null;
  if (own !== null && here.fingerprint !== own)
    return problem(
      `another node answers at ${at}: ${here.name}, with the key ${here.fingerprint}`,
      "Stop that one, or name another port in node.listen.",
    );
  return ok(`it runs, and answers at ${at}`);
}
