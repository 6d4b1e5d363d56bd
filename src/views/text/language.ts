// The languages that Stagger speaks. One per workspace: a channel's message is read by everybody in it.

import { en, type Catalogue } from './en.ts';
import { ko } from './ko.ts';

export type Language = 'en' | 'ko';

export const catalogues: Readonly<Record<Language, Catalogue>> = { en, ko };
