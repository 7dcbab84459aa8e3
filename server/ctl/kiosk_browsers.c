#include "server/ctl/kiosk_browsers.h"

#include "server/evidence/json.h"

#include <stdio.h>

struct flag {
    const char *name;
    bool value;
};

struct number {
    const char *name;
    int value;
};

static void put_flags(struct json *json, const struct flag *flags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        json_bool(json, flags[i].name, flags[i].value);
}

static void put_list(struct json *json, const char *name, const char *const *texts, size_t count)
{
    json_begin(json, name, '[');
    for (size_t i = 0; i < count; i++)
        json_string(json, NULL, texts[i]);
    json_end(json, ']');
}

/* --- Chromium --- */

static const struct flag chromium_flags[] = {
    {"AllowDinosaurEasterEgg", false},
    {"AllowFileSelectionDialogs", false},
    {"AudioCaptureAllowed", false},
    {"AutofillAddressEnabled", false},
    {"AutofillCreditCardEnabled", false},
    {"BackgroundModeEnabled", false},
    {"BookmarkBarEnabled", false},
    {"BrowserAddPersonEnabled", false},
    {"BrowserGuestModeEnabled", false},
    {"DefaultBrowserSettingEnabled", false},
    {"DefaultSearchProviderEnabled", false},
    {"EditBookmarksEnabled", false},
    {"MetricsReportingEnabled", false},
    {"PasswordManagerEnabled", false},
    {"PaymentMethodQueryEnabled", false},
    {"PrintingEnabled", true}, /* receipts */
    {"PromotionsEnabled", false},
    {"SSLErrorOverrideAllowed", false},
    {"ScreenCaptureAllowed", false},
    {"SearchSuggestEnabled", false},
    {"SpellcheckEnabled", false},
    {"SyncDisabled", true},
    {"TaskManagerEndProcessEnabled", false},
    {"TranslateEnabled", false},
    {"UserFeedbackAllowed", false},
    {"VideoCaptureAllowed", false},
};

/* Of the settings for sites 2 is "no site may". */
static const struct number chromium_numbers[] = {
    {"BrowserSignin", 0},
    {"DefaultClipboardSetting", 2}, /* keys still copy and paste */
    {"DefaultFileSystemReadGuardSetting", 2},
    {"DefaultFileSystemWriteGuardSetting", 2},
    {"DefaultGeolocationSetting", 2},
    {"DefaultNotificationsSetting", 2},
    {"DefaultPopupsSetting", 2},
    {"DefaultSerialGuardSetting", 2},
    {"DefaultWebBluetoothGuardSetting", 2},
    {"DefaultWebUsbGuardSetting", 2},
    {"DeveloperToolsAvailability", 2},
    {"DownloadRestrictions", 3},
    {"GenAiDefaultSettings", 2},
    {"IncognitoModeAvailability", 1},
    {"NetworkPredictionOptions", 2},
    {"RestoreOnStartup", 4}, /* the pages below */
};

static void put_allowed(struct json *json, const struct kiosk_page *page)
{
    char rule[KIOSK_RULE_SIZE];
    kiosk_page_rule(page, rule);
    const char *const urls[] = {rule, "chrome://print"};
    put_list(json, "URLAllowlist", urls, 2);
}

void kiosk_chromium(const struct kiosk_page *page, const char *authority, struct buffer *out)
{
    static const char *const blocked[] = {
        "*",      "about:*",      "blob:*",   "chrome://*",   "chrome-untrusted://*",
        "data:*", "devtools://*", "file://*", "javascript:*", "view-source:*"};
    static const char *const printers[] = {"cloud", "extension", "pdf", "privet"};
    const char *const all[] = {"*"}, *const start[] = {page->address};
    struct json json = {.out = out, .first = true};
    json_begin(&json, NULL, '{');
    put_flags(&json, chromium_flags, sizeof chromium_flags / sizeof chromium_flags[0]);
    for (size_t i = 0; i < sizeof chromium_numbers / sizeof chromium_numbers[0]; i++)
        json_integer(&json, chromium_numbers[i].name, chromium_numbers[i].value);
    if (authority != NULL)
        put_list(&json, "CACertificates", &authority, 1);
    put_list(&json, "ExtensionInstallBlocklist", all, 1);
    put_list(&json, "PrinterTypeDenyList", printers, sizeof printers / sizeof printers[0]);
    put_list(&json, "RestoreOnStartupURLs", start, 1);
    put_allowed(&json, page);
    put_list(&json, "URLBlocklist", blocked, sizeof blocked / sizeof blocked[0]);
    json_end(&json, '}');
    buffer_text(out, "\n");
}

/* --- Firefox --- */

static const struct flag firefox_flags[] = {
    {"AllowFileSelectionDialogs", false},
    {"AutofillAddressEnabled", false},
    {"AutofillCreditCardEnabled", false},
    {"BlockAboutAddons", true},
    {"BlockAboutConfig", true},
    {"BlockAboutProfiles", true},
    {"BlockAboutSupport", true},
    {"BrowserDataBackup", false},
    {"CaptivePortal", false},
    {"DisableDeveloperTools", true},
    {"DisableFeedbackCommands", true},
    {"DisableFirefoxAccounts", true},
    {"DisableFirefoxScreenshots", true},
    {"DisableFirefoxStudies", true},
    {"DisableForgetButton", true},
    {"DisableFormHistory", true},
    {"DisableMasterPasswordCreation", true},
    {"DisablePasswordReveal", true},
    {"DisablePrivateBrowsing", true},
    {"DisableProfileImport", true},
    {"DisableProfileRefresh", true},
    {"DisableSafeMode", true},
    {"DisableSetDesktopBackground", true},
    {"DisableTelemetry", true},
    {"DontCheckDefaultBrowser", true},
    {"NetworkPrediction", false},
    {"NewTabPage", false},
    {"NoDefaultBookmarks", true},
    {"OfferToSaveLogins", false},
    {"PasswordManagerEnabled", false},
    {"PrintingEnabled", true}, /* receipts */
    {"SearchSuggestEnabled", false},
    {"SkipTermsOfUse", true},
    {"TranslateEnabled", false},
    {"VisualSearchEnabled", false},
};

static void put_object(struct json *json, const char *name, const struct flag *flags, size_t count)
{
    json_begin(json, name, '{');
    put_flags(json, flags, count);
    json_end(json, '}');
}

static void put_permissions(struct json *json)
{
    static const char *const devices[] = {"Camera", "Location", "Microphone", "Notifications",
                                          "VirtualReality"};
    static const struct flag none[] = {{"BlockNewRequests", true}, {"Locked", true}};
    json_begin(json, "Permissions", '{');
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
        put_object(json, devices[i], none, 2);
    json_end(json, '}');
}

static void put_homepage(struct json *json, const struct kiosk_page *page)
{
    json_begin(json, "Homepage", '{');
    json_string(json, "URL", page->address);
    json_bool(json, "Locked", true);
    json_string(json, "StartPage", "homepage-locked");
    json_end(json, '}');
}

/* Firefox compares hosts, and no ports. */
static void put_filter(struct json *json, const struct kiosk_page *page)
{
    char allowed[KIOSK_ADDRESS_SIZE + 4];
    (void)snprintf(allowed, sizeof allowed, "https://%s/*", page->name.name[0].text);
    const char *const all[] = {"<all_urls>"}, *const exceptions[] = {allowed};
    json_begin(json, "WebsiteFilter", '{');
    put_list(json, "Block", all, 1);
    put_list(json, "Exceptions", exceptions, 1);
    json_end(json, '}');
}

static void put_extensions(struct json *json)
{
    json_begin(json, "ExtensionSettings", '{');
    json_begin(json, "*", '{');
    json_string(json, "installation_mode", "blocked");
    json_end(json, '}');
    json_end(json, '}');
}

void kiosk_firefox(const struct kiosk_page *page, bool authority, struct buffer *out)
{
    static const char *const install[] = {KIOSK_AUTHORITY_PLACE};
    static const struct flag bypass[] = {{"InvalidCertificate", true}, {"SafeBrowsing", true}};
    static const struct flag messages[] = {{"ExtensionRecommendations", false},
                                           {"FeatureRecommendations", false},
                                           {"FirefoxLabs", false},
                                           {"MoreFromMozilla", false},
                                           {"SkipOnboarding", true},
                                           {"UrlbarInterventions", false},
                                           {"WhatsNew", false},
                                           {"Locked", true}};
    static const struct flag generative[] = {{"Enabled", false}, {"Locked", true}};
    struct json json = {.out = out, .first = true};
    json_begin(&json, NULL, '{');
    json_begin(&json, "policies", '{');
    put_flags(&json, firefox_flags, sizeof firefox_flags / sizeof firefox_flags[0]);
    json_string(&json, "OverrideFirstRunPage", "");
    json_string(&json, "OverridePostUpdatePage", "");
    if (authority) {
        json_begin(&json, "Certificates", '{');
        put_list(&json, "Install", install, 1);
        json_end(&json, '}');
    }
    put_object(&json, "DisableSecurityBypass", bypass, 2);
    put_extensions(&json);
    put_object(&json, "GenerativeAI", generative, 2);
    put_homepage(&json, page);
    put_permissions(&json);
    put_object(&json, "UserMessaging", messages, sizeof messages / sizeof messages[0]);
    put_filter(&json, page);
    json_end(&json, '}');
    json_end(&json, '}');
    buffer_text(out, "\n");
}
