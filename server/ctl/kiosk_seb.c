#include "server/ctl/kiosk_seb.h"

#include <stdio.h>
#include <string.h>

/* The property list and its SEB-JSON are written at once. */
struct plist {
    struct buffer *xml, *json;
    bool first; /* the next value is the first at its depth */
};

/* key NULL: a member of an array. */
static void put_key(struct plist *p, const char *key)
{
    buffer_text(p->json, p->first ? "" : ",");
    p->first = false;
    if (key == NULL)
        return;
    buffer_printf(p->xml, "<key>%s</key>", key);
    buffer_printf(p->json, "\"%s\":", key);
}

static void put_bool(struct plist *p, const char *key, bool value)
{
    put_key(p, key);
    buffer_text(p->xml, value ? "<true/>\n" : "<false/>\n");
    buffer_text(p->json, value ? "true" : "false");
}

static void put_integer(struct plist *p, const char *key, int value)
{
    put_key(p, key);
    buffer_printf(p->xml, "<integer>%d</integer>\n", value);
    buffer_printf(p->json, "%d", value);
}

static void put_string(struct plist *p, const char *key, const char *value)
{
    put_key(p, key);
    buffer_printf(p->xml, "<string>%s</string>\n", value);
    buffer_printf(p->json, "\"%s\"", value);
}

static void begin(struct plist *p, const char *key, char bracket)
{
    if (p->json->len > 0)
        put_key(p, key);
    buffer_text(p->xml, bracket == '{' ? "<dict>\n" : "<array>\n");
    buffer_append(p->json, &bracket, 1);
    p->first = true;
}

static void end(struct plist *p, char bracket)
{
    buffer_text(p->xml, bracket == '}' ? "</dict>\n" : "</array>\n");
    buffer_append(p->json, &bracket, 1);
    p->first = false;
}

static void put_authority(struct plist *p, const char *authority)
{
    enum { AUTHORITY = 2 };
    begin(p, "embeddedCertificates", '[');
    begin(p, NULL, '{');
    put_string(p, "certificateDataBase64", authority);
    put_string(p, "name", "Sinodo room authority");
    put_integer(p, "type", AUTHORITY);
    end(p, '}');
    end(p, ']');
}

/* What no rule allows is blocked. */
static void put_filter(struct plist *p, const struct kiosk_page *page)
{
    enum { ALLOW = 1 };
    char rule[KIOSK_RULE_SIZE], allowed[KIOSK_RULE_SIZE + 1];
    kiosk_page_rule(page, rule);
    (void)snprintf(allowed, sizeof allowed, "%s*", rule);
    put_bool(p, "URLFilterEnable", true);
    put_bool(p, "URLFilterEnableContentFilter", false); /* it would switch off the JavaScript API */
    begin(p, "URLFilterRules", '[');
    begin(p, NULL, '{');
    put_integer(p, "action", ALLOW);
    put_bool(p, "active", true);
    put_string(p, "expression", allowed);
    put_bool(p, "regex", false);
    end(p, '}');
    end(p, ']');
}

/* In the order of the keys, without regard to case. */
static void put_settings(struct plist *p, const struct kiosk_page *page, const char *quit_hash,
                         const char *authority)
{
    enum { FULL_SCREEN = 1, MODERN_VIEW = 3, FOR_AN_EXAM = 0 };
    put_bool(p, "allowBrowsingBackForward", false);
    put_bool(p, "allowDeveloperConsole", false);
    put_bool(p, "allowDictation", false);
    put_bool(p, "allowDictionaryLookup", false);
    put_bool(p, "allowDownloads", false);
    put_bool(p, "allowDownUploads", false);
    put_integer(p, "allowedDisplaysMaxNumber", 1);
    put_bool(p, "allowPreferencesWindow", false);
    put_bool(p, "allowPrint", true); /* receipts */
    put_bool(p, "allowQuit", true);  /* with the code */
    put_bool(p, "allowScreenSharing", false);
    put_bool(p, "allowSiri", false);
    put_bool(p, "allowSpellCheck", false);
    put_bool(p, "allowUploads", false);
    put_bool(p, "allowVirtualMachine", false);
    put_integer(p, "browserViewMode", FULL_SCREEN);
    put_bool(p, "browserWindowAllowReload", true);
    put_integer(p, "browserWindowWebView", MODERN_VIEW);
    if (authority != NULL)
        put_authority(p, authority);
    put_bool(p, "enablePrintScreen", false);
    put_bool(p, "enableRightMouse", false);
    put_bool(p, "examSessionReconfigureAllow", false);
    put_string(p, "hashedQuitPassword", quit_hash);
    put_bool(p, "removeBrowserProfile", false); /* answers that are kept outlive a restart of SEB */
    put_bool(p, "removeLocalStorage", false);
    put_integer(p, "sebConfigPurpose", FOR_AN_EXAM);
    put_bool(p, "sendBrowserExamKey", true);
    put_bool(p, "showReloadButton", true);
    put_bool(p, "showTaskBar", true);
    put_bool(p, "showTime", true);
    put_string(p, "startURL", page->address);
    put_filter(p, page);
}

bool kiosk_seb(const struct kiosk_page *page, const char *quit_code, const char *authority,
               struct buffer *xml, struct buffer *json, struct digest *config_key)
{
    char quit_hash[DIGEST_TEXT_SIZE];
    struct digest quit = digest_of(quit_code, strlen(quit_code));
    struct plist p = {.xml = xml, .json = json, .first = true};
    digest_text(&quit, quit_hash);
    buffer_text(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
                     "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
                     "<plist version=\"1.0\">\n");
    begin(&p, NULL, '{');
    put_settings(&p, page, quit_hash, authority);
    end(&p, '}');
    buffer_text(xml, "</plist>\n");
    if (xml->failed || json->failed)
        return false;
    *config_key = digest_of(json->data, json->len);
    return true;
}
