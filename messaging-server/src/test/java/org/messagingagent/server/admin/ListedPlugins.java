package org.messagingagent.server.admin;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.Administration.PluginMetricEntry;
import org.messagingagent.server.admin.Administration.PluginSettingEntry;
import org.messagingagent.server.admin.AdministrationException.Reason;

/**
 * Plugins that are only listed; what is asked of them is noted.
 *
 * @param restarted from a plugin's name to what its restart comes to
 * @param done what was asked, such as {@code pause sms}
 */
public record ListedPlugins(
    List<PluginEntry> list, UnaryOperator<String> restarted, List<String> done)
    implements PluginControl {

  /** Has a secret, a value with a control character, and a figure that is not known. */
  public static final List<PluginSettingEntry> SETTINGS =
      List.of(
          new PluginSettingEntry(
              "messaging.plugin.sms.password",
              "a text",
              "",
              "(hidden)",
              true,
              true,
              "Of the account"),
          new PluginSettingEntry(
              "messaging.plugin.sms.window",
              "a whole number from 1 to 1000",
              "10",
              "10",
              false,
              false,
              "How many at a time"),
          new PluginSettingEntry(
              "messaging.plugin.sms.banner", "a text", "", "a\u001b[31m", true, false, ""));

  public static final List<PluginSettingEntry> LIMITS =
      List.of(
          new PluginSettingEntry(
              "messaging.plugin.sms.limits.send-rate",
              "a whole number from 0 to 1000000",
              "0",
              "5",
              true,
              false,
              "How many messages are sent a second"));

  public static final List<PluginMetricEntry> METRICS =
      List.of(
          new PluginMetricEntry("calls.send.sent", "17", "Outgoing messages: taken"),
          new PluginMetricEntry("calls.send.rejected", "0", "Outgoing messages: rejected"),
          new PluginMetricEntry("connections.open", "", "Open connections"));

  public ListedPlugins(List<PluginEntry> list) {
    this(list, name -> "Plugin %s runs anew".formatted(name));
  }

  public ListedPlugins(List<PluginEntry> list, UnaryOperator<String> restarted) {
    this(list, restarted, new CopyOnWriteArrayList<>());
  }

  @Override
  public PluginDetail describe(String name) {
    PluginEntry plugin =
        list.stream()
            .filter(entry -> entry.name().equals(name))
            .findFirst()
            .orElseThrow(() -> none(name));
    return new PluginDetail(
        plugin, "Sends by acme", 160, "https://x/gateway/sms/", SETTINGS, LIMITS, METRICS);
  }

  @Override
  public void pause(String name) {
    describe(name);
    done.add("pause " + name);
  }

  @Override
  public void resume(String name) {
    describe(name);
    done.add("resume " + name);
  }

  @Override
  public String restart(String name) {
    describe(name);
    done.add("restart " + name);
    return restarted.apply(name);
  }

  private static AdministrationException none(String name) {
    return new AdministrationException(Reason.NOT_FOUND, "There is no plugin " + name);
  }
}
