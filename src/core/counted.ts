/** English: a number with the word that it counts. `1 seat`, `2 seats`, `1,200 entries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
