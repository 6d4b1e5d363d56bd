// The words of the demo's own page in each language that Stagger speaks.

import type { Language } from '../views/text/language.ts';
import { demoKo } from './demo-text-ko.ts';
import { demoEn, type DemoText } from './demo-text.ts';

export const demoTexts: Readonly<Record<Language, DemoText>> = { en: demoEn, ko: demoKo };
