#include "client/say.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The catalogues lie beside the program, in locale/. */
static void bind_catalogue(void)
{
    static char path[PATH_MAX + 16];
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX);
    path[len > 0 ? len : 0] = '\0';
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return;
    memcpy(slash, "/locale", sizeof "/locale");
    (void)bindtextdomain(SAY_DOMAIN, path);
    (void)bind_textdomain_codeset(SAY_DOMAIN, "UTF-8");
    (void)textdomain(SAY_DOMAIN);
}

enum say_language say_of_locale(const char *locale)
{
    bool spanish = locale != NULL && strncmp(locale, "es", 2) == 0 &&
                   (locale[2] == '\0' || strchr("_.@", locale[2]) != NULL);
    return spanish ? SAY_SPANISH : SAY_ENGLISH;
}

/* Machines of exam centres often have only the locale C: gettext gets the language by LANGUAGE. */
void say_choose(enum say_language language)
{
    if (setlocale(LC_ALL, "") == NULL || strcmp(setlocale(LC_CTYPE, NULL), "C") == 0)
        (void)setlocale(LC_ALL, "C.UTF-8");
    if (strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0)
        (void)setlocale(LC_MESSAGES, "C.UTF-8");
    (void)setlocale(LC_NUMERIC, "C");
    (void)setenv("LANGUAGE", language == SAY_SPANISH ? "es" : "en", 1);
    bind_catalogue();
}

const char *say(const char *english)
{
    return gettext(english);
}

const char *say_plural(const char *one, const char *many, unsigned long count)
{
    return ngettext(one, many, count);
}
