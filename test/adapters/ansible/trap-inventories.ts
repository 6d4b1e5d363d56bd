// Inventories of our own that hold what goes wrong when Ansible's formats are read by anything but Ansible.

export type TrapInventory = {
  readonly files: Readonly<Record<string, string>>;
  /** Relative to the inventory's own directory; `hosts` where absent. */
  readonly sources?: readonly string[];
};

const typedIni = `
; a comment
plain.example.com
[racks]
r01 rack=1e3 unit=0x10 slot=012 power=on feed=True spare=None big=123456789012345678901234567890
r02 rack='"12"' unit="12" port_list=80,443 pair=('a','b') map="{'a': 1, 'b': [1.5, 2.0]}" text="two words"
r03 rack=a#b unit=3
r04 note=tab\\ escaped quoted="say \\"hi\\"" minus=-3 plus=+4 under=1_000 octal=0o17 zero=00 float=012.5 dot=.5 dotted=1.
r05 sum=1+2 word=None2 empty= joined="'a' 'b'" raw="r'a\\b'" neg=-1.5e-7 huge=1e16 small=0.0001 tiny=0.00001
r06 hash="x # y" equals=a=b=c list="[1, 'two', None, True]" broken="[1, 2" # a comment here
r07 ansible_host=10.0.0.7 ansible_port=2222 ansible_user=deploy
[racks:vars]
commented=12 # spare
worded=r12 # not a comment
quoted="12"
single='a b'
spaced = 7
yes_word=yes
`;

const ranges = `
[web]
web[01:12]
db[a:f:2].example.com
x[1:10:3]-[a:b]
10.0.1.[1:3]
alias:2222
alias2 ansible_port=22
alias
[2001:db8::1]:2200
2001:db8::2
caps[A:C]
over[y:B]
backwards[5:1] rack=r1
bare[:3]
many[8:11]:24
[again]
alias:3333 rack=r9
under_score
-dashed:22
[ungrouped]
loose
web01
`;

const groups = `
stray
[all:vars]
level=all
colour=all
[top:children]
middle
[middle:children]
bottom-one
bottom_two
[bottom-one]
a
b
[bottom_two]
b colour=host
c
[top:vars]
level=top
colour=top
[middle:vars]
level=middle
[bottom_two:vars]
level=two
[bottom-one:vars]
level=one
[prior]
b
c
[prior:vars]
level=prior
ansible_group_priority=5
[zlate]
a
[zlate:vars]
level=zlate
[same]
[same:children]
top
[c:vars]
from_group=1
[c]
d
`;

const precedence: TrapInventory['files'] = {
  hosts: `
[all:vars]
v=inline-all
w=inline-all
x=inline-all
[parent:children]
child
[parent:vars]
v=inline-parent
w=inline-parent
[child]
one v=inline-host
two
three.example.com
[child:vars]
v=inline-child
`,
  'group_vars/all.yml': 'v: file-all\nw: file-all\ny: 1\nz: [1, 2]\n',
  'group_vars/parent/b.yml': 'v: file-parent-b\nw: file-parent-b\n',
  'group_vars/parent/a': 'v: file-parent-a\nonly_a: yes\n',
  'group_vars/parent/.hidden.yml': 'v: hidden\n',
  'group_vars/parent/old.yml~': 'v: backup\n',
  'group_vars/parent/skipped.txt': 'v: text\n',
  'group_vars/parent/deeper/c.json': '{"deep": 1e3, "whole": 1000.0, "n": 12}',
  'group_vars/parent/conf.d/c.yml': 'never: read\n',
  'group_vars/child': 'v: file-child\nz: {a: 1}\n',
  'group_vars/child.yml': 'v: never\nnever2: read\n',
  'group_vars/empty.yml': '# nothing\n',
  'host_vars/two.yaml': 'v: file-two\n',
  'host_vars/two.json': '{"never3": 1}',
  'host_vars/three.example.com.yml': 'v: file-three\n',
  'host_vars/one.yml': 'v: file-host\nw: file-host\n',
};

const yaml = `
all:
  vars: {level: all, rack: on}
  hosts:
    plain:
    "web[1:3]":
      rack: 012
      unit: 0x1F
      exp: 1e3
      exp2: 1.0e+3
      sixty: 1:30
      yes_: yes
      No_: No
      quoted: "on"
      date: 2026-01-31
      under: 1_000
      tilde: ~
      nul: null
      empty:
      text: |
        two
        lines
      bin: 0b101
      eight: 0o17
      nine: 09
      neg: -012
      y: y
      float: 685_230.15
      versions: [1.10, 1.1.1]
    "web1:2222": {}
    "fresh:2200": {a: 1}
  children:
    web:
      hosts:
        web1: {rack: second}
      vars: {level: web}
      children:
        store:
          hosts: {web2: , late: {unsafe: !unsafe '{{ x }}'}}
          vars: {level: store, dup: 1, dup: 2}
    single: {hosts: plain}
    nothing:
    base: {vars: {anchor: &a {m: 1, n: 2}, merged: {<<: *a, n: 3}, copy: *a}, hosts: {late: }}
  oddity: {ignored: true}
top2:
  hosts:
    late: {from_second: 1}
`;

export const inventories: Readonly<Record<string, TrapInventory>> = {
  'typed-ini': { files: { hosts: typedIni } },
  ranges: { files: { hosts: ranges } },
  groups: { files: { hosts: groups } },
  precedence: { files: precedence },
  yaml: { files: { 'hosts.yml': yaml }, sources: ['hosts.yml'] },
  'yaml-without-extension': { files: { hosts: 'web:\n  hosts:\n    a: {rack: 1.50}\n' } },
  'ini-with-extension': { files: { 'hosts.ini': '[web]\na rack=1.50\n' }, sources: ['hosts.ini'] },
  directory: {
    files: {
      'inventory/01-first': '[web]\na rack=r1\n[store:children]\nweb\n',
      'inventory/02-second.yml': 'web: {hosts: {a: {rack: r2}, b: }}\n',
      'inventory/old.ini': '[web]\nignored\n',
      'inventory/notes.md': '# notes\n',
      'inventory/a.cfg': '[web]\nignored2\n',
      'inventory/.hidden': 'ignored3\n',
      'inventory/more/deep': '[web]\nc:2222\n',
      'inventory/more/group_vars/web.yml': 'nested: never\n',
      'inventory/group_vars/web.yml': 'owner: store\n',
      'inventory/host_vars/b.yml': 'rack: r3\n',
    },
    sources: ['inventory'],
  },
  'two-sources': {
    files: {
      'one/hosts': '[web]\na rack=r1\nb:22\n',
      'one/group_vars/web.yml': 'v: one\nw: one\n',
      'two/hosts.yml': 'web: {hosts: {"b:2222": {rack: r2}}, vars: {x: 1}}\n',
      'two/group_vars/web.yml': 'v: two\n',
      'two/group_vars/all.yml': 'w: all-two\n',
    },
    sources: ['one/hosts', 'two/hosts.yml'],
  },
  'same-name': { files: { hosts: '[web]\nweb rack=r1\nb\n[store]\nweb:2222\n' } },
  'json-inventory': {
    files: { 'hosts.json': '{"web": {"hosts": {"a": {"rack": 1e3, "unit": 1.0, "n": 12}}}}' },
    sources: ['hosts.json'],
  },
};
