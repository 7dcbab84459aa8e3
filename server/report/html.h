/* html.h - what pages share: characters that are markup, and the head that lets a page run nothing.
 * Threads: any. Memory: constant texts. Errors: none. */
#ifndef SERVER_REPORT_HTML_H
#define SERVER_REPORT_HTML_H

/* The entity for a character that would be markup, in elements or in attributes; NULL: the character is
 * written as it is. */
const char *html_entity(char c);

/* The page up to its head's first element; a format, with the language. Its policy (CSP) takes no
 * byte from elsewhere. */
#define HTML_HEAD                                                                                  \
    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"                      \
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "                  \
    "style-src 'unsafe-inline'\">\n"

#endif
