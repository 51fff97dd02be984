package org.messagingagent.plugin.httpsms;

import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.spi.PluginContext;

/** The addresses that the gateway is told with each message. */
final class CallbackUrls {

  private CallbackUrls() {}

  /** Those at which something would be taken. */
  static Map<Placeholder, String> of(PluginContext context, Setup setup) {
    Map<Placeholder, String> urls = new EnumMap<>(Placeholder.class);
    Optional<URI> address = context.callbackAddress().filter(any -> setup.guard().isSet());
    address.ifPresent(
        uri -> {
          if (setup.receipts().isPresent()) {
            urls.put(Placeholder.RECEIPT_URL, url(uri, setup, Keys.RECEIPT_PATH));
          }
          if (setup.incoming().isPresent()) {
            urls.put(Placeholder.INCOMING_URL, url(uri, setup, Keys.INCOMING_PATH));
          }
        });
    return urls;
  }

  private static String url(URI address, Setup setup, String key) {
    return address + setup.guard().addressOf(setup.layers().require(key));
  }
}
