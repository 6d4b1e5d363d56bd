// Languages that settings may name; the catalogues of the views have these and no others.

export type Language = 'en' | 'ko';
