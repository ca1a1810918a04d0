import { parseSync } from "oxc-parser";

/** What carries something out of a node: by these names it is handed on, and by no other. */
const CARRIERS: ReadonlySet<string> = new Set(["send", "sendForOk", "sendMail"]);

type Syntax = { readonly type: string } & Readonly<Record<string, unknown>>;

/** The functions of a file that send something, by name; a function without one counts to the one that it stands in. */
export function sendersIn(path: string, text: string): readonly string[] {
  const found = new Set<string>();
  const look = (node: unknown, within: string): void => {
    if (Array.isArray(node)) return node.forEach((each) => look(each, within));
    if (!isSyntax(node)) return;
    const name = functionName(node) ?? within;
    if (node.type === "CallExpression" && CARRIERS.has(calledName(node["callee"]))) found.add(name);
    for (const child of Object.values(node)) look(child, name);
  };
  look(parseSync(path, text).program.body, "");
  return [...found];
}

function isSyntax(node: unknown): node is Syntax {
  return node !== null && typeof node === "object" && "type" in node;
}

function functionName(node: Syntax): string | null {
  if (node.type === "FunctionDeclaration") return nameOf(node["id"]);
  if (node.type === "VariableDeclarator" && isFunction(node["init"])) return nameOf(node["id"]);
  return null;
}

function isFunction(node: unknown): boolean {
  return isSyntax(node) && (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression");
}

function calledName(callee: unknown): string {
  if (!isSyntax(callee)) return "";
  return callee.type === "MemberExpression" ? nameOf(callee["property"]) : nameOf(callee);
}

function nameOf(node: unknown): string {
  return isSyntax(node) && typeof node["name"] === "string" ? node["name"] : "";
}
