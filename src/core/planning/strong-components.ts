// Rings of "must come before": nodes that can all reach each other have one component number. Tarjan's algorithm
// ("Depth-first search and linear graph algorithms", 1972) with its own stack, because a plan can be a long chain.

type Frame = { readonly node: number; next: number };

/** By node: the number of its component. Two nodes share one exactly if each can be reached from the other. */
export function componentsOf(nodes: number, edges: readonly (readonly [number, number])[]): Int32Array {
  const component = new Int32Array(nodes).fill(-1);
  const targets = new Array<number[] | null>(nodes).fill(null);
  for (const [from, to] of edges) (targets[from] ??= []).push(to);
  const order = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const open: number[] = [];
  let [visited, components] = [0, 0];

  const enter = (node: number): Frame => {
    order[node] = low[node] = visited;
    visited += 1;
    open.push(node);
    return { node, next: 0 };
  };
  const leave = (node: number): void => {
    if (low[node] !== order[node]) return;
    for (let member = open.pop(); member !== undefined; member = member === node ? undefined : open.pop())
      component[member] = components;
    components += 1;
  };

  for (let root = 0; root < nodes; root += 1) {
    if (order[root] !== -1) continue;
    const path = [enter(root)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const to = targets[frame.node]?.[frame.next];
      frame.next += 1;
      if (to === undefined) {
        path.pop();
        leave(frame.node);
        const below = path.at(-1)?.node;
        if (below !== undefined) low[below] = Math.min(low[below] ?? 0, low[frame.node] ?? 0);
      } else if (order[to] === -1) path.push(enter(to));
      else if (component[to] === -1) low[frame.node] = Math.min(low[frame.node] ?? 0, order[to] ?? 0);
    }
  }
  return component;
}
