package org.messagingagent.plugin.httpsms;

import java.util.List;

/** Makes a text of the gateway's fit to be shown: one short line without our secrets. */
record Redactor(List<String> secrets) {

  private static final int LONGEST = 200;
  private static final int SHORTEST_SECRET = 4;

  String shown(String text) {
    String shown = text;
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST_SECRET) {
        shown = shown.replace(secret, "…");
      }
    }
    shown = shown.replaceAll("[\\p{Cntrl}\\s\\x{2028}\\x{2029}]+", " ").trim();
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…";
  }
}
