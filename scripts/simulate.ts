import { parseArgs } from "node:util";
import { report } from "./simulate/report.ts";
import { simulate } from "./simulate/simulation.ts";
import { simulateWhole } from "./simulate/whole.ts";

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    whole: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const [nodes, seed] = [Number(values.nodes), Number(values.seed)];
if (!Number.isSafeInteger(nodes) || nodes < 4 || !Number.isSafeInteger(seed)) {
  console.error(
    "Usage: npm run simulate -- --nodes N --seed N [--whole] [--json]; N a whole number, 4 nodes or more.",
  );
  process.exit(2);
}
const tell = (progress: string) => console.error(progress);
const result = values.whole ? await simulateWhole({ nodes, seed }, tell) : simulate({ nodes, seed }, tell);
console.log(values.json ? JSON.stringify(result) : report(result));
process.exitCode = result.diverged === 0 && (result.oracleDiffers ?? 0) === 0 ? 0 : 1;
