// The lines that a shell runs at each TAB. They hand over the words as they are and print nothing of what goes wrong.

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A colon is a word break for bash; names such as rack:r12 are put together again. */
const bash = `_stagger() {
  local current words cword IFS=$'\\n'
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n : -c current -w words -i cword
  else
    words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD current=\${COMP_WORDS[COMP_CWORD]}
  fi
  COMPREPLY=($(stagger complete -- "\${words[@]:1:cword}" 2>/dev/null))
  [ \${#COMPREPLY[@]} -eq 0 ] && compopt -o default
  declare -F __ltrim_colon_completions >/dev/null && __ltrim_colon_completions "$current"
}
complete -F _stagger stagger
`;

const zsh = `#compdef stagger
_stagger() {
  local -a found
  found=("\${(@f)$(stagger complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
compdef _stagger stagger
`;

const fish = `function __stagger_complete
  set -l words (commandline -opc) (commandline -ct)
  stagger complete -- $words[2..-1] 2>/dev/null
end
complete -c stagger -a '(__stagger_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };

export function completionScript(shell: Shell): string {
  return scripts[shell];
}
