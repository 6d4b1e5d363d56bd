// The program after the Node version was found fit (bin/stagger.js): hands the arguments to the command line.

import { runCommandLine } from './cli/command-line.ts';

await runCommandLine(process.argv);
