// The same in Korean.

import type { webhook as english } from '../en/webhook.ts';

export const webhook: typeof english = {
  noButtons:
    '웹훅으로 게시되어 클릭을 받을 수 없으므로 버튼이 없습니다. 일시 정지·중지·재시도·건너뛰기는 Stagger 서버의 `stagger` 명령으로 할 수 있고, 승인에는 Slack 앱이 필요합니다.',
};
