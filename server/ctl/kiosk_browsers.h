/* kiosk_browsers.h - the policies of Chromium and Firefox for a room's computers: the exam page and
 * nothing else. Both are JSON that the browsers read at their start (Chromium 156, Firefox ESR 153);
 * whoever is not root on the computer cannot change them.
 * Threads: any. Memory: of the buffer's owner. Errors: the buffer's `failed`. */
#ifndef CTL_KIOSK_BROWSERS_H
#define CTL_KIOSK_BROWSERS_H

#include "common/buffer.h"
#include "server/ctl/kiosk_page.h"

/* Where a computer has the authority, for Firefox. */
#define KIOSK_AUTHORITY_PLACE "/etc/sinodo/room-ca.crt"

/* authority: the certificate in base64 (DER), as Chromium wants it; NULL: the browsers trust the page's
 * authority already. */
void kiosk_chromium(const struct kiosk_page *page, const char *authority, struct buffer *out);
void kiosk_firefox(const struct kiosk_page *page, bool authority, struct buffer *out);

#endif
