import { DomainError } from "../../core/model/domain-error.ts";

/** A number of a query, `otherwise` where it is missing. Throws a DomainError `invalid` outside its bounds. */
export function numberOf(
  name: string,
  value: string | undefined,
  otherwise: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (value === undefined) return otherwise;
  const number = /^(?:0|[1-9][0-9]{0,15})$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new DomainError("invalid", `${name} must be a number from ${least} to ${most}.`, { parameter: name });
}
