// One word of a command that people are told to type at a shell.

/** Quoted where a shell would read it as anything else. */
export function shellWord(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
