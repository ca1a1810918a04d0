/** Gives each distinct value one small number, so that states are short and what follows is computed once. */
export interface Numbers<T> {
  of(value: T): number;
  at(number: number): T;
}

export function numbered<T>(name: (value: T) => string): Numbers<T> {
  const numbers = new Map<string, number>();
  const values: T[] = [];
  return {
    of(value) {
      const text = name(value);
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, values.length);
      values.push(value);
      return values.length - 1;
    },
    at: (number) => values[number] as T,
  };
}

/** More values than that are never numbered: three numbers fit into one. */
const MOST = 2 ** 17;

/** Computes each answer once, of up to three numbers. */
export function remembered<A>(
  compute: (a: number, b: number, c: number) => A,
): (a: number, b: number, c?: number) => A {
  const answers = new Map<number, A>();
  return (a, b, c = 0) => {
    const name = (a * MOST + b) * MOST + c;
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = compute(a, b, c);
    answers.set(name, answer);
    return answer;
  };
}
