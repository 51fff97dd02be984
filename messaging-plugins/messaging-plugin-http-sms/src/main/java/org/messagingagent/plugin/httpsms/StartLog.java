package org.messagingagent.plugin.httpsms;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators once what the plugin is going to do. */
final class StartLog {

  private static final Logger log = LoggerFactory.getLogger(StartLog.class);

  private StartLog() {}

  static void tell(Setup setup) {
    tellOfSending(setup);
    tellOfCallbacks(setup);
  }

  private static void tellOfSending(Setup setup) {
    if (setup.layers().settings().getBoolean(Keys.SIMULATE)) {
      log.warn("http-sms simulates: nothing is sent until simulate is false");
      return;
    }
    UrlTemplate url = setup.request().url().orElseThrow();
    log.info("http-sms sends to {} ({})", url.root(), setup.request());
    if (url.isPlain() && !url.isLoopback()) {
      log.warn(
          "http-sms sends over plain HTTP: whoever is on the way reads messages and credentials; use https");
    }
  }

  private static void tellOfCallbacks(Setup setup) {
    if (setup.guard().isSet()) {
      log.info(
          "http-sms takes the vendor's requests, known by {}",
          String.join(" and ", setup.guard().means()));
    } else if (setup.receipts().isPresent()) {
      log.info(
          "http-sms takes no requests of the vendor: set callback.path-secret, callback.query-secret, callback.user, callback.hmac-secret or callback.addresses to have receipts");
    }
  }
}
