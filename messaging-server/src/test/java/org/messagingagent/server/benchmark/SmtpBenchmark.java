package org.messagingagent.server.benchmark;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.messagingagent.server.e2e.Envelopes;
import org.messagingagent.server.e2e.ServerProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many mails a second go through the server and its plugin to a mail server. */
@Command(
    name = "smtp",
    mixinStandardHelpOptions = true,
    description = "SendMessages through smtp into GreenMail.")
final class SmtpBenchmark implements Callable<Integer> {

  private static final int BATCH = 20;

  @Option(names = "--connections", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--mail-connections",
      defaultValue = "8",
      description = "Between the plugin and the mail server. Default: ${DEFAULT-VALUE}")
  private int mailConnections;

  @Option(names = "--warmup", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--seconds", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("smtp");
    Report report = Report.of("Mails into a mail server", work);
    report.condition(
        "load",
        "%d connections, SendMessages with %d mails to smtp, which has %d connections to the mail server"
            .formatted(connections, BATCH, mailConnections));
    report.condition("mail server", "GreenMail, in the process of the benchmark");
    report.condition(
        "durations",
        "warm-up %d s, then %d rounds of %d s; medians".formatted(warmup, rounds, seconds));
    GreenMail mailServer =
        new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mailServer.start();
    try (ServerProcess server = server(work, mailServer);
        LoadClient client = new LoadClient(server.address(), connections)) {
      measure(server, client, mailServer, report);
    } finally {
      mailServer.stop();
    }
    report.print();
    Bench.delete(work);
    return 0;
  }

  private void measure(ServerProcess server, LoadClient client, GreenMail mailServer, Report report)
      throws Exception {
    RequestTemplate request =
        Bench.sendMessages(
            server.address(),
            Bench.logOn(server),
            Envelopes.sendMessages(
                "smtp",
                "agent@example.org",
                "ola@example.org",
                Collections.nCopies(BATCH, "Your parcel has arrived.")));
    client.run(request, Duration.ofSeconds(warmup)).requireClean();
    List<Double> mails = new ArrayList<>();
    List<Double> micros = new ArrayList<>();
    long sent = 0;
    long arrived = 0;
    for (int round = 1; round <= rounds; round++) {
      mailServer.purgeEmailFromAllMailboxes();
      Measured measured = Measured.of(client, request, Duration.ofSeconds(seconds), server);
      LoadClient.Result result = measured.result();
      sent += result.answers() * BATCH;
      arrived += mailServer.getReceivedMessages().length;
      mails.add(BATCH * result.perSecond());
      micros.add(measured.serverMicrosPerRequest() / BATCH);
    }
    report.row("mails", Report.perSecond(Report.median(mails)), "≥ 200/s");
    report.row("server CPU a mail", Report.micros(Report.median(micros)));
    report.row("arrived", Report.count(arrived), "= " + Report.count(sent));
  }

  private ServerProcess server(Path work, GreenMail mailServer) {
    return org.messagingagent.server.e2e.ServerSetup.in(work)
        .jvmAsItComes()
        .with("MESSAGING_PLUGIN_SMTP_ENABLED", "true")
        .with("MESSAGING_PLUGIN_SMTP_HOST", "127.0.0.1")
        .with("MESSAGING_PLUGIN_SMTP_PORT", Integer.toString(mailServer.getSmtp().getPort()))
        .with("MESSAGING_PLUGIN_SMTP_TLS", "none")
        .with("MESSAGING_PLUGIN_SMTP_CONNECTIONS", Integer.toString(mailConnections))
        .with("MESSAGING_PLUGIN_SMTP_LIMITS_SEND_CONCURRENCY", Integer.toString(mailConnections))
        .start();
  }
}
