package org.messagingagent.plugin.smtp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SettingProblem;
import org.messagingagent.spi.SpiVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mails through a mail server, by SMTP; reads bounces and answers by IMAP where it is told
 * to.
 */
@RequiresSpi(SpiVersion.CURRENT)
public final class SmtpPlugin implements MessagingPlugin {

  private static final Logger log = LoggerFactory.getLogger(SmtpPlugin.class);

  private static final Duration TEND_PAUSE = Duration.ofSeconds(5);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int LONGEST_CONTENT = 100 * 1024 * 1024;

  /** For {@link java.util.ServiceLoader} and for embedders. */
  public SmtpPlugin() {}

  @Override
  public String name() {
    return "smtp";
  }

  @Override
  public String description() {
    return "Sends mail through a mail server (SMTP); reads bounces and answers (IMAP).";
  }

  @Override
  public List<String> formats() {
    return List.of(Composer.RFC822, Composer.PLAIN, Composer.HTML);
  }

  @Override
  public int maxContentLength() {
    return LONGEST_CONTENT;
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public List<PluginSetting> settings() {
    return Declarations.all();
  }

  @Override
  public List<SettingProblem> check(PluginSettings settings) {
    return SettingChecks.of(settings);
  }

  @Override
  public Channel open(PluginContext context) {
    PluginSettings settings = context.settings();
    Tls tls = Tls.of(settings);
    MailHost server = MailHost.smtp(settings, tls);
    Optional<Credentials.Password> token = Credentials.token(settings, context.clock());
    Optional<Credentials> credentials = Credentials.smtp(settings, token);
    Optional<String> ehloName = settings.get(Declarations.EHLO_NAME).map(String::strip);
    MessageIds ids = new MessageIds(new Secret(context.store()));
    Sightings sightings = new Sightings(context.store());
    Composer composer =
        new Composer(Letterhead.of(context.pluginName(), settings), ids, context.clock());
    Standing standing = new Standing(server);
    Watch watch = new Watch(context.pluginName());
    ConnectionPool pool =
        new ConnectionPool(
            new ConnectionPool.Limits(
                settings.getInt(Declarations.CONNECTIONS),
                settings.getInt(Declarations.CONNECTION_MAILS),
                settings.getDuration(Declarations.IDLE_TIMEOUT),
                FRESH),
            deadline -> SmtpConnection.open(server, credentials, ehloName, watch, deadline),
            watch,
            standing,
            context.metrics());
    Duration timeout = settings.getDuration(Declarations.SEND_TIMEOUT);
    Waits.problem(context.pluginName(), timeout, Declarations.SEND_TIMEOUT, context.sendTimeout())
        .ifPresent(log::warn);
    context.scheduler().every(TEND_PAUSE, new Tending(pool, standing, timeout));
    MailHost.imap(settings, tls)
        .ifPresent(
            host ->
                context
                    .scheduler()
                    .everyOnOneNode(
                        "mailbox",
                        settings.getDuration(Declarations.IMAP_POLL),
                        MailboxJob.of(
                            host,
                            Credentials.imap(settings, token),
                            new Arrivals(context, ids, sightings),
                            context,
                            standing,
                            watch)));
    Delivery delivery =
        new Delivery(pool, watch, timeout, settings.getBoolean(Declarations.RECEIPTS));
    return new SmtpChannel(composer, delivery, standing, sightings, pool, watch);
  }
}
