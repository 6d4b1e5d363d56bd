// The same in Korean.

import type { webhook as english } from '../en/webhook.ts';

export const webhook: typeof english = {
  noButtons:
    '웹훅으로 게시되어 클릭을 받을 수 없으므로 버튼이 없습니다. Stagger 서버에서 `stagger` 명령으로 결정하세요.',
};
