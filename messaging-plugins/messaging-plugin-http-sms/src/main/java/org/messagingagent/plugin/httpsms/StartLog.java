package org.messagingagent.plugin.httpsms;

import org.messagingagent.spi.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators once what the plugin is going to do. */
final class StartLog {

  private static final Logger log = LoggerFactory.getLogger(StartLog.class);

  private StartLog() {}

  static void tell(PluginContext context, Setup setup) {
    String plugin = context.pluginName();
    Waits.problem(
            plugin,
            context.settings().getDuration(Keys.TIMEOUT),
            Keys.TIMEOUT,
            context.sendTimeout())
        .ifPresent(log::warn);
    tellOfSending(plugin, setup);
    tellOfCallbacks(plugin, setup);
  }

  private static void tellOfSending(String plugin, Setup setup) {
    if (setup.layers().settings().getBoolean(Keys.SIMULATE)) {
      log.warn("{} simulates: nothing is sent until simulate is false", plugin);
      return;
    }
    UrlTemplate url = setup.request().url().orElseThrow();
    log.info("{} sends to {} ({})", plugin, url.root(), setup.request());
    if (url.isPlain() && !url.isLoopback()) {
      log.warn(
          "{} sends over plain HTTP: whoever is on the way reads messages and credentials; use https",
          plugin);
    }
  }

  private static void tellOfCallbacks(String plugin, Setup setup) {
    if (setup.guard().isSet()) {
      log.info(
          "{} takes the vendor's requests, known by {}",
          plugin,
          String.join(" and ", setup.guard().means()));
    } else if (setup.receipts().isPresent()) {
      log.info(
          "{} takes no requests of the vendor: set callback.path-secret, callback.query-secret, callback.user, callback.hmac-secret or callback.addresses to have receipts",
          plugin);
    }
  }
}
