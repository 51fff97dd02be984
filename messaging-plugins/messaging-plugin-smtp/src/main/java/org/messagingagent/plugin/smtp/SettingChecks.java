package org.messagingagent.plugin.smtp;

import java.util.ArrayList;
import java.util.List;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SettingProblem;

/** What is wrong with settings that need one another. */
final class SettingChecks {

  private final PluginSettings settings;
  private final List<SettingProblem> problems = new ArrayList<>();

  private SettingChecks(PluginSettings settings) {
    this.settings = settings;
  }

  static List<SettingProblem> of(PluginSettings settings) {
    SettingChecks checks = new SettingChecks(settings);
    checks.logOn();
    checks.tokens();
    checks.encryption();
    checks.times();
    checks.imap();
    return checks.problems;
  }

  private void logOn() {
    boolean tokens = isXoauth2();
    if (!settings.isSet(Declarations.USERNAME)) {
      if (tokens || settings.isSet(Declarations.PASSWORD)) {
        wrong(Declarations.USERNAME, "is required with a password or auth=xoauth2");
      }
    } else if (!tokens && !settings.isSet(Declarations.PASSWORD)) {
      wrong(Declarations.PASSWORD, "is required with username, unless auth=xoauth2");
    }
  }

  private void tokens() {
    boolean fixed = settings.isSet(Declarations.TOKEN);
    boolean fetched = settings.isSet(Declarations.TOKEN_URL);
    if (!isXoauth2()) {
      for (String key : List.of(Declarations.TOKEN, Declarations.TOKEN_URL)) {
        if (settings.isSet(key)) {
          wrong(key, "is for auth=xoauth2");
        }
      }
    } else if (fixed == fetched) {
      wrong(
          Declarations.TOKEN,
          "or %s is required with auth=xoauth2, and not both".formatted(Declarations.TOKEN_URL));
    }
    if (fetched) {
      for (String key : List.of(Declarations.TOKEN_CLIENT_ID, Declarations.TOKEN_CLIENT_SECRET)) {
        if (!settings.isSet(key)) {
          wrong(key, "is required with " + Declarations.TOKEN_URL);
        }
      }
    }
  }

  private void encryption() {
    boolean allowed = settings.getBoolean(Declarations.INSECURE_AUTH);
    if (settings.isSet(Declarations.USERNAME) && isClear(Declarations.TLS) && !allowed) {
      wrong(Declarations.TLS, clear(Declarations.TLS));
    }
    if (settings.isSet(Declarations.IMAP_HOST) && isClear(Declarations.IMAP_TLS) && !allowed) {
      wrong(Declarations.IMAP_TLS, clear(Declarations.IMAP_TLS));
    }
  }

  private static String clear(String key) {
    return "must not be none where there is a log-on: the password could be read on its way;"
        + " set %s otherwise, or %s=true".formatted(key, Declarations.INSECURE_AUTH);
  }

  private void times() {
    if (settings
            .getDuration(Declarations.CONNECT_TIMEOUT)
            .compareTo(settings.getDuration(Declarations.SEND_TIMEOUT))
        > 0) {
      wrong(Declarations.CONNECT_TIMEOUT, "must not be longer than " + Declarations.SEND_TIMEOUT);
    }
  }

  private void imap() {
    if (!settings.isSet(Declarations.IMAP_HOST)) {
      settings.keys().stream()
          .filter(key -> key.startsWith("imap-"))
          .forEach(key -> wrong(key, "needs " + Declarations.IMAP_HOST));
      return;
    }
    if (!settings.isSet(Declarations.IMAP_HANDLER)) {
      wrong(Declarations.IMAP_HANDLER, "is required with " + Declarations.IMAP_HOST);
    }
    if (!settings.isSet(Declarations.IMAP_USERNAME) && !settings.isSet(Declarations.USERNAME)) {
      wrong(Declarations.IMAP_USERNAME, "or username is required with " + Declarations.IMAP_HOST);
    }
    if (!isXoauth2()
        && !settings.isSet(Declarations.IMAP_PASSWORD)
        && !settings.isSet(Declarations.PASSWORD)) {
      wrong(Declarations.IMAP_PASSWORD, "or password is required with " + Declarations.IMAP_HOST);
    }
    boolean moves = settings.require(Declarations.IMAP_DONE).trim().equals("move");
    if (moves != settings.isSet(Declarations.IMAP_DONE_FOLDER)) {
      wrong(
          Declarations.IMAP_DONE_FOLDER,
          "is required with %s=move, and for it alone".formatted(Declarations.IMAP_DONE));
    }
  }

  private boolean isXoauth2() {
    return settings.require(Declarations.AUTH).trim().equals("xoauth2");
  }

  private boolean isClear(String key) {
    return settings.require(key).trim().equals("none");
  }

  private void wrong(String key, String problem) {
    problems.add(new SettingProblem(key, problem));
  }
}
