package org.messagingagent.plugin.smpp;

import java.util.Optional;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Submits incoming messages: whole ones at once, others when their parts are there. */
final class IncomingMessages {

  private static final Logger log = LoggerFactory.getLogger(IncomingMessages.class);

  private static final int LONGEST_KEY = 255;

  private final PluginContext context;
  private final IncomingConfig config;
  private final TextReader texts;
  private final RepeatGuard repeats;
  private final PartJoiner joiner;
  private final Figures figures;
  private volatile boolean refusalLogged;

  IncomingMessages(
      PluginContext context, IncomingConfig config, RepeatGuard repeats, Figures figures) {
    this.context = context;
    this.config = config;
    this.texts = new TextReader(config.defaultAlphabet());
    this.repeats = repeats;
    this.figures = figures;
    this.joiner =
        new PartJoiner(context.store(), context.clock(), config.partsWait(), this::submit, figures);
  }

  /**
   * Takes a message or a part of one; it is on disk when this returns.
   *
   * @return the command status to answer with
   * @throws org.messagingagent.spi.SubmissionException where it is not taken
   */
  int take(SmscLink link, InboundSms sms) {
    if (config.handler().isEmpty()) {
      if (!refusalLogged) {
        refusalLogged = true;
        log.warn(
            "An incoming message was refused: set {} to the plugin that is to handle them",
            SmppSettings.INCOMING_HANDLER);
      }
      return CommandStatus.PERMANENT;
    }
    Optional<ShortText> text = texts.read(sms);
    if (text.isEmpty()) {
      figures.unreadable().increment();
      log.warn(
          "An incoming message of data_coding {} is no text, and was refused",
          sms.dataCoding() & 0xFF);
      return CommandStatus.UNKNOWN_DATA_CODING;
    }
    Optional<ConcatHeader> concat = text.get().concat();
    if (concat.isPresent()) {
      figures.parts().increment();
      joiner.add(sms, concat.get(), text.get());
    } else {
      whole(link, sms, text.get());
    }
    return CommandStatus.OK;
  }

  /** This link is lost: what came by it may come again. */
  void lost(SmscLink link) {
    repeats.lost(link);
  }

  /** Submits messages whose missing parts have not come in time. */
  void sweep() {
    joiner.sweep();
  }

  private void whole(SmscLink link, InboundSms sms, ShortText text) {
    repeats.once(link, sms, gatewayId -> submit(sms.from(), sms.to(), text.decoded(), gatewayId));
  }

  private void submit(String from, String to, String content, Optional<String> gatewayId) {
    ReceivedMessage message =
        ReceivedMessage.of(from, to, content)
            .withFormat(config.format())
            .handledBy(config.handler().orElseThrow());
    if (gatewayId.isPresent()) {
      message = message.withGatewayId(gatewayId.get());
    }
    if (config.sessionsByNumbers()) {
      String key = new Draft.Numbers(to, from).sessionKey();
      if (key.length() <= LONGEST_KEY) {
        message = message.inSession(key);
      }
    }
    context.submitIncoming(message);
    figures.messages().increment();
  }
}
