#include "server/ctl/kiosk_session.h"

#include <string.h>

#define PLACE "@PAGE@"

static const char script[] =
#include "kiosk/sinodo-exam.sh.inc"
    ;

static const char desktop[] =
#include "kiosk/sinodo-exam.desktop.inc"
    ;

static const char readme[] =
#include "kiosk/README.txt.inc"
    ;

/* The text with the address in each place for it. */
static void fill(const char *text, const struct kiosk_page *page, struct buffer *out)
{
    for (const char *place; (place = strstr(text, PLACE)) != NULL;
         text = place + sizeof PLACE - 1) {
        buffer_append(out, text, (size_t)(place - text));
        buffer_text(out, page->address);
    }
    buffer_text(out, text);
}

void kiosk_script(const struct kiosk_page *page, struct buffer *out)
{
    fill(script, page, out);
}

void kiosk_desktop(struct buffer *out)
{
    buffer_text(out, desktop);
}

void kiosk_readme(const struct kiosk_page *page, struct buffer *out)
{
    fill(readme, page, out);
}
