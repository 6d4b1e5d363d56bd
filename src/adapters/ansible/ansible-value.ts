// A variable's value as Ansible types it, and the one rule that turns it into text for a label. Integers keep all
// their digits and floats their fraction, because `rack=1e3` is 1000.0 there and not 1000.

export type AnsibleValue =
  | { readonly kind: 'text'; readonly text: string }
  /** In decimal digits, with a sign if negative. */
  | { readonly kind: 'integer'; readonly digits: string }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'truth'; readonly value: boolean }
  /** A YAML date or time, as written. */
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly items: readonly AnsibleValue[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, AnsibleValue> }
  /** Encrypted; never decrypted here. */
  | { readonly kind: 'vault' }
  /** A Python or YAML value with no use in an inventory: a set, bytes, a complex number. */
  | { readonly kind: 'other'; readonly what: string };

export type Variables = ReadonlyMap<string, AnsibleValue>;

export function textValue(text: string): AnsibleValue {
  return { kind: 'text', text };
}

/** A float as Python prints it: shortest digits, `.0` for whole numbers, an exponent below 1e-4 and from 1e16 on. */
export function pythonFloatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const figures = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${figures}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** The scalar `value` as text, or null for what has none (collections, null, vault). */
export function scalarText(value: AnsibleValue): { readonly text: string; readonly wasText: boolean } | null {
  switch (value.kind) {
    case 'text':
      return { text: value.text, wasText: true };
    case 'integer':
      return { text: value.digits, wasText: false };
    case 'float':
      return { text: pythonFloatText(value.value), wasText: false };
    case 'truth':
      return { text: String(value.value), wasText: false };
    case 'date':
      return { text: value.text, wasText: false };
    case 'nothing':
    case 'list':
    case 'map':
    case 'vault':
    case 'other':
      return null;
  }
}
