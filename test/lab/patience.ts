// How long tests of whole processes wait for what happens before they take it to hang. It says nothing of how fast a
// machine is: a wait that ends with the event costs a quick machine nothing.

/** Under the time that a test of this tier has, so that it can say what it waited for. */
export const HUNG_MS = 300_000;
