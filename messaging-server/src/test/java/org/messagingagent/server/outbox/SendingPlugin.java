package org.messagingagent.server.outbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;

/**
 * A plugin named {@code sms} that a test gives as an object.
 *
 * @param limits what the operator sets of them, with their keys
 */
record SendingPlugin(
    Channel channel, List<String> formats, int maxContentLength, Map<String, String> limits)
    implements MessagingPlugin {

  static SendingPlugin of(OutgoingSender sender) {
    return new SendingPlugin(sender, List.of(), 0, Map.of());
  }

  SendingPlugin withFormats(List<String> others) {
    return new SendingPlugin(channel, others, maxContentLength, limits);
  }

  SendingPlugin withMaxContentLength(int length) {
    return new SendingPlugin(channel, formats, length, limits);
  }

  /**
   * @param key without the prefix
   */
  SendingPlugin withLimit(String key, Object value) {
    Map<String, String> more = new HashMap<>(limits);
    more.put("limits." + key, value.toString());
    return new SendingPlugin(channel, formats, maxContentLength, more);
  }

  @Override
  public String name() {
    return "sms";
  }

  @Override
  public Channel open(PluginContext context) {
    return channel;
  }
}
