package org.messagingagent.plugin.smpp;

import static org.jsmpp.SMPPConstant.CID_BIND_RECEIVER_RESP;
import static org.jsmpp.SMPPConstant.CID_BIND_TRANSCEIVER_RESP;
import static org.jsmpp.SMPPConstant.CID_BIND_TRANSMITTER_RESP;
import static org.jsmpp.SMPPConstant.CID_DATA_SM;
import static org.jsmpp.SMPPConstant.CID_ENQUIRE_LINK;
import static org.jsmpp.SMPPConstant.CID_ENQUIRE_LINK_RESP;
import static org.jsmpp.SMPPConstant.CID_GENERIC_NACK;
import static org.jsmpp.SMPPConstant.CID_SUBMIT_SM_RESP;
import static org.jsmpp.SMPPConstant.CID_UNBIND_RESP;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jsmpp.DefaultPDUSender;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.PDUStringException;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.Command;
import org.jsmpp.bean.InterfaceVersion;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.PendingResponse;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindCommandTask;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.util.DefaultDecomposer;

/**
 * One bind over one connection. When it is lost, whatever waits for an answer hears of it at once;
 * it is not used again. Safe for use by many threads.
 */
final class SmscLink extends SMPPSession implements LinkReader.Sink {

  /** jSMPP numbers requests from 1, and the first is the bind. */
  private static final int BIND = 1;

  private static final DefaultDecomposer DECOMPOSER = new DefaultDecomposer();
  private static final InterfaceVersion VERSION = InterfaceVersion.IF_34;

  private final LinkConfig config;
  private final LinkListener listener;
  private final Map<Integer, Consumer<Reply>> pending = new ConcurrentHashMap<>();
  private final Semaphore window;
  private final AtomicReference<String> lostBecause = new AtomicReference<>("");
  private final AtomicBoolean lost = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile long lastRead = System.nanoTime();
  private volatile long asked;
  private volatile boolean asking;

  private SmscLink(
      LinkConfig config, LinkListener listener, SmscSockets sockets, LinkReader reader) {
    super(
        new DefaultPDUSender(),
        reader,
        (host, port) ->
            sockets.connect(host, port, config.connectTimeout(), config.responseTimeout()));
    this.config = config;
    this.listener = listener;
    this.window = new Semaphore(config.window(), true);
    reader.readFor(this);
    setEnquireLinkTimer(0); // jSMPP's own thread for it ends at once; see keepAlive()
    setPduProcessorDegree(1);
    setTransactionTimer(config.connectTimeout().toMillis());
    addSessionStateListener(
        (state, before, source) -> {
          if (state == SessionState.UNBOUND) {
            drop("the SMSC unbound");
          } else if (state == SessionState.CLOSED) {
            end("the connection was closed");
          }
        });
  }

  /**
   * Connects and binds.
   *
   * @throws BindException says why not
   */
  static SmscLink bind(LinkConfig config, BindType type, LinkListener listener, SmscSockets sockets)
      throws BindException {
    SmscLink link = new SmscLink(config, listener, sockets, new LinkReader());
    try {
      link.connect(config.host(), config.port());
    } catch (IOException e) {
      link.close();
      throw new BindException(
          "%s cannot be reached: %s".formatted(config.address(), BindException.reason(e)));
    }
    try {
      link.sendBind(type);
      return link;
    } catch (BindException e) {
      link.close();
      throw e;
    }
  }

  private void sendBind(BindType type) throws BindException {
    try {
      executeSendCommand(
          new BindCommandTask(
              pduSender(),
              type,
              config.systemId(),
              config.password(),
              config.systemType(),
              VERSION,
              TypeOfNumber.UNKNOWN,
              NumberingPlanIndicator.UNKNOWN,
              config.addressRange()),
          config.connectTimeout().toMillis());
      sessionContext().bound(type, VERSION);
    } catch (NegativeResponseException e) {
      throw new BindException(
          "%s refused the bind: %s"
              .formatted(config.address(), CommandStatus.spoken(e.getCommandStatus())));
    } catch (ResponseTimeoutException e) {
      throw new BindException(
          "%s did not answer the bind within %d ms"
              .formatted(config.address(), config.connectTimeout().toMillis()));
    } catch (InvalidResponseException | IOException | IllegalStateException e) {
      String why = lostBecause.get();
      throw new BindException(
          "%s did not bind: %s"
              .formatted(config.address(), why.isEmpty() ? BindException.reason(e) : why));
    } catch (PDUException e) {
      throw new BindException("the bind cannot be written: " + e.getMessage());
    }
    if (lost.get()) {
      throw new BindException("%s did not bind: %s".formatted(config.address(), lostBecause.get()));
    }
  }

  /** Places for submits that wait for an answer. When the link is lost, there are many. */
  Semaphore window() {
    return window;
  }

  /** Whether submits may be sent by it. */
  boolean isUsable() {
    return !lost.get() && getSessionState().isTransmittable();
  }

  boolean isLost() {
    return lost.get();
  }

  /** How many submits wait for an answer. */
  int waiting() {
    return pending.size();
  }

  /**
   * Sends a submit. The reply comes once, in another thread or in this one; with what the SMSC
   * says, or when the link is lost.
   *
   * @return what to give to {@link #forget}
   * @throws NotWrittenException where the SMSC certainly does not have it; a reply that says
   *     otherwise is to be ignored
   * @throws UnsendableException where it cannot be written; no reply comes
   */
  int submit(Submit submit, Consumer<Reply> reply) throws NotWrittenException, UnsendableException {
    int number = sequence().nextValue();
    pending.put(number, reply);
    if (lost.get()) {
      pending.remove(number);
      throw new NotWrittenException("the connection was lost: " + lostBecause.get());
    }
    try {
      submit.writeTo(pduSender(), out(), number);
    } catch (PDUStringException e) {
      pending.remove(number);
      throw new UnsendableException("it does not fit into a submit_sm: " + e.getMessage());
    } catch (NotWrittenException e) {
      pending.remove(number);
      throw e;
    } catch (IOException e) {
      drop("writing failed: " + BindException.reason(e));
    }
    return number;
  }

  /** Gives up on a submit; false where its reply has come. */
  boolean forget(int number) {
    return pending.remove(number) != null;
  }

  /** Answers what was received, with a command status. */
  void answer(InboundPdu pdu, int status) {
    try {
      if (pdu.commandId() == CID_DATA_SM) {
        pduSender().sendDataSmResp(out(), status, pdu.sequenceNumber(), "");
      } else {
        pduSender().sendDeliverSmResp(out(), status, pdu.sequenceNumber(), "");
      }
    } catch (PDUStringException | IOException e) {
      drop("an answer could not be written: " + BindException.reason(e));
    }
  }

  /** To be called now and then: asks whether anybody is there, and ends the link where not. */
  void keepAlive() {
    if (lost.get()) {
      return;
    }
    long now = System.nanoTime();
    if (((SmscConnection) connection()).isStuck()) {
      drop("the SMSC takes no data");
    } else if (asking && now - asked > config.responseTimeout().toNanos()) {
      drop(
          "the SMSC did not answer an enquire_link within %d ms"
              .formatted(config.responseTimeout().toMillis()));
    } else if (!asking && now - lastRead > config.enquireLink().toNanos()) {
      ask(now);
    }
  }

  private void ask(long now) {
    asked = now;
    asking = true;
    try {
      pduSender().sendEnquireLink(out(), sequence().nextValue());
    } catch (IOException e) {
      drop("an enquire_link could not be written: " + BindException.reason(e));
    }
  }

  /** Says good-bye, waits about so long for the answer, and closes. */
  void unbind(long millis) {
    if (!lost.get()) {
      try {
        pduSender().sendUnbind(out(), sequence().nextValue());
        over.await(millis, TimeUnit.MILLISECONDS);
      } catch (IOException e) {
        drop("the unbind could not be written");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    end("the plugin is being stopped");
    close();
  }

  /** Ends the connection, for this reason. */
  void drop(String reason) {
    end(reason);
    try {
      connection().close();
    } catch (IOException e) {
      end(reason); // which it has ended by
    }
  }

  @Override
  public boolean take(Command header, byte[] pdu) {
    int number = header.getSequenceNumber();
    switch (header.getCommandId()) {
      case CID_SUBMIT_SM_RESP -> {
        reply(number, Reply.of(header, pdu));
        return true;
      }
      case CID_ENQUIRE_LINK_RESP -> {
        return true; // that something came is the answer
      }
      case CID_ENQUIRE_LINK -> {
        answerEnquiry(number);
        return true;
      }
      case CID_BIND_TRANSCEIVER_RESP, CID_BIND_TRANSMITTER_RESP, CID_BIND_RECEIVER_RESP -> {
        // Here and not in jSMPP's thread: the connection may be closed right behind a refusal.
        return bindAnswered(pdu);
      }
      case CID_UNBIND_RESP -> {
        over.countDown();
        return true;
      }
      case CID_GENERIC_NACK -> {
        int status = header.getCommandStatus();
        return reply(number, new Reply.Refused(status == CommandStatus.OK ? 0xFF : status));
      }
      default -> {
        if (LinkReader.brings(header)) {
          listener.received(this, new InboundPdu(header.getCommandId(), number, pdu));
          return true;
        }
        return false;
      }
    }
  }

  private boolean bindAnswered(byte[] pdu) {
    PendingResponse<Command> bind = removePendingResponse(BIND);
    if (bind == null) {
      return false;
    }
    try {
      bind.done(DECOMPOSER.bindResp(pdu));
    } catch (PDUStringException | RuntimeException e) {
      bind.doneWithInvalidResponse(
          new InvalidResponseException("the answer to the bind cannot be read"));
    }
    return true;
  }

  private void answerEnquiry(int number) {
    try {
      pduSender().sendEnquireLinkResp(out(), number);
    } catch (IOException e) {
      drop("an answer could not be written: " + BindException.reason(e));
    }
  }

  @Override
  public void alive() {
    lastRead = System.nanoTime();
    asking = false;
  }

  @Override
  public void unreadable(String reason) {
    end(reason);
  }

  private boolean reply(int number, Reply reply) {
    Consumer<Reply> waiting = pending.remove(number);
    if (waiting == null) {
      return false;
    }
    waiting.accept(reply);
    return true;
  }

  private void end(String reason) {
    if (!lost.compareAndSet(false, true)) {
      return;
    }
    lostBecause.compareAndSet("", reason);
    over.countDown();
    PendingResponse<Command> bind = removePendingResponse(BIND);
    if (bind != null) {
      bind.doneWithInvalidResponse(new InvalidResponseException(reason));
    }
    for (Integer number : pending.keySet()) {
      reply(number, new Reply.Lost("the connection was lost: " + reason));
    }
    window.release(Short.MAX_VALUE);
    listener.lost(this, reason);
  }

  private OutputStream out() {
    return connection().getOutputStream();
  }
}
