// 영어로 남은 말의 모양과, 그 조각으로 만드는 우리말.

export type Part = string | undefined;

export type Phrase = readonly [RegExp, (...parts: readonly Part[]) => string];
