package org.messagingagent.plugin.httpsms;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What the body of a request is, which decides how values are written into it. */
enum BodyKind {
  JSON("json", "application/json") {
    @Override
    void check(Template template, Charset charset) {
      if (!charset.equals(StandardCharsets.UTF_8)) {
        throw new SettingFault("is JSON, which is UTF-8; leave charset at UTF-8");
      }
      JsonPlaces.check(template);
    }

    @Override
    Template.Escape escape(Charset charset) {
      return Escaping::json;
    }
  },

  FORM("form", "application/x-www-form-urlencoded") {
    @Override
    void check(Template template, Charset charset) {
      FormPlaces.check(template);
    }

    @Override
    Template.Escape escape(Charset charset) {
      return Escaping.percent(charset);
    }
  },

  XML("xml", "application/xml") {
    @Override
    void check(Template template, Charset charset) {
      XmlPlaces.check(template, charset);
    }

    @Override
    Template.Escape escape(Charset charset) {
      return Escaping.xml(charset);
    }
  };

  private final String text;
  private final String contentType;

  BodyKind(String text, String contentType) {
    this.text = text;
    this.contentType = contentType;
  }

  /** Refuses a template that is no such body, or has values where they could do harm. */
  abstract void check(Template template, Charset charset);

  abstract Template.Escape escape(Charset charset);

  String contentType(Charset charset) {
    return charset.equals(StandardCharsets.UTF_8)
        ? contentType
        : contentType + "; charset=" + charset.name();
  }

  static BodyKind named(String name) {
    for (BodyKind kind : values()) {
      if (kind.text.equals(name)) {
        return kind;
      }
    }
    throw new SettingFault("must be json, form or xml where there is a body");
  }

  @Override
  public String toString() {
    return text;
  }
}
