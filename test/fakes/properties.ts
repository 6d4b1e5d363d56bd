// Property tests draw the same cases on every machine, as the simulator plays the same seeds: a change is judged by what
// it changed, not by luck. PROPERTY_SEED draws others (CONTRIBUTING.md); a counterexample becomes a test of its own.
import fc from 'fast-check';

const { PROPERTY_SEED: asked = '20261123' } = process.env;
const seed = Number(asked);
if (!Number.isSafeInteger(seed))
  throw new TypeError(`PROPERTY_SEED: found "${asked}", expected a whole number`);
fc.configureGlobal({ seed });

export { fc };
