/* kiosk_seb.h - settings for Safe Exam Browser (a property list, plain XML), and their Config Key.
 *
 * The Config Key is the SHA-256 of the settings as SEB-JSON: a JSON-like text without white space and
 * escapes, keys sorted without regard to case (safeexambrowser.org, developer documentation, "Config
 * Key"). The settings are written in that order, and hold no text that would need an escape.
 *
 * Threads: any. Memory: of the buffer's owner. Errors: false when memory is out. */
#ifndef CTL_KIOSK_SEB_H
#define CTL_KIOSK_SEB_H

#include "common/buffer.h"
#include "server/core/digest.h"
#include "server/ctl/kiosk_page.h"

/* quit_code: the code with which the staff end SEB, printable ASCII. authority: as in kiosk_browsers.h. json
 * gets the SEB-JSON. */
bool kiosk_seb(const struct kiosk_page *page, const char *quit_code, const char *authority,
               struct buffer *xml, struct buffer *json, struct digest *config_key);

#endif
