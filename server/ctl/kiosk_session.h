/* kiosk_session.h - the files of a room's computers that are texts with the address of the page in them: the
 * login session, its script, and README.txt. Their texts are in server/ctl/kiosk.
 * Threads: any. Memory: of the buffer's owner. Errors: the buffer's `failed`. */
#ifndef CTL_KIOSK_SESSION_H
#define CTL_KIOSK_SESSION_H

#include "common/buffer.h"
#include "server/ctl/kiosk_page.h"

void kiosk_script(const struct kiosk_page *page, struct buffer *out);
void kiosk_desktop(struct buffer *out);
void kiosk_readme(const struct kiosk_page *page, struct buffer *out);

#endif
