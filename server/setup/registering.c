#include "server/setup/registering.h"

const char *registering_settle(struct policy *policy, const struct roster *roster)
{
    bool secrets = roster != NULL && roster_has_secrets(roster);
    uint8_t *mode = &policy->value[POLICY_REGISTRATION];
    if (*mode == 0)
        *mode = secrets ? REGISTRATION_SECRET : REGISTRATION_OPEN;
    return *mode == REGISTRATION_SECRET && !secrets
               ? "registration = secret needs a roster with a column of secrets: sinodoctl "
                 "roster-secrets makes it"
               : NULL;
}

const char *registering_warning(const struct policy *policy, const struct roster *roster)
{
    if (roster == NULL || policy->value[POLICY_REGISTRATION] != REGISTRATION_OPEN)
        return NULL;
    return roster_has_secrets(roster) ? "registration is open: the roster's secrets are not asked "
                                        "for, and whoever knows an "
                                        "ID can register it"
                                      : "registration is open: whoever knows an ID of the roster "
                                        "can register it; give the "
                                        "roster secrets (sinodoctl roster-secrets), or let the "
                                        "desk register (registration "
                                        "= staff)";
}
