package org.messagingagent.plugin.httpsms;

import java.util.regex.Pattern;

/** Looks whether the literal parts of a template are those of a form. */
final class FormPlaces {

  private static final Pattern LITERAL =
      Pattern.compile("(?:[A-Za-z0-9*._~+&=:,;@/?!$()\\[\\]-]|%[0-9A-Fa-f]{2})*");

  private FormPlaces() {}

  static void check(Template template) {
    for (Template.Piece piece : template.pieces()) {
      if (!LITERAL.matcher(piece.text()).matches()) {
        throw new SettingFault(
            "must be a form such as user={{user}}&to={{to}}&text={{content}}; write other characters"
                + " of names and fixed values percent-encoded, a space as +");
      }
    }
    if (template.pieces().isEmpty() || !isNamed(template)) {
      throw new SettingFault("must begin with a field's name, as in to={{to}}&text={{content}}");
    }
  }

  private static boolean isNamed(Template template) {
    String first = template.pieces().get(0).text();
    return first.indexOf('=') > 0;
  }
}
