package org.messagingagent.plugin.smpp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jsmpp.PDUException;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.InterfaceVersion;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.socket.SocketConnection;
import org.jsmpp.util.MessageId;

/**
 * An SMSC made with jSMPP's server side, on loopback. It does with submits what the test says,
 * sends receipts as the test says, brings what was not confirmed again, and can lose binds and go
 * away. Safe for use by many threads.
 */
public final class TestSmsc implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PROCESSORS = 64;
  private static final ThreadGroup GROUP = new ThreadGroup("test-smsc");

  /** How the SMSC writes its ids: in answers to submits, and in receipts. */
  public enum Ids {
    SAME(Long::toString, Long::toString),
    RECEIPTS_IN_DECIMAL(id -> "%010X".formatted(id), Long::toString),
    RECEIPTS_IN_HEXADECIMAL(Long::toString, Long::toHexString);

    private final LongFunction<String> answer;
    private final LongFunction<String> receipt;

    Ids(LongFunction<String> answer, LongFunction<String> receipt) {
      this.answer = answer;
      this.receipt = receipt;
    }
  }

  /** When receipts are sent. */
  public enum Receipts {
    NONE,
    /** Before the submit is answered. */
    EARLY,
    AFTER,
    /** Up to 50 ms after, so that they overtake one another; each twice. */
    MIXED_AND_TWICE
  }

  /** A submit that was taken. */
  public record Submitted(long number, SubmitSm pdu) {}

  private final Optional<SmscTls> tls;
  private final ExecutorService threads = Executors.newCachedThreadPool(TestSmsc::thread);
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(2, TestSmsc::thread);
  private final ExecutorService deliveries = Executors.newFixedThreadPool(64, TestSmsc::thread);
  private final Set<SMPPServerSession> bound = ConcurrentHashMap.newKeySet();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<SmscAnswer> script = new ConcurrentLinkedQueue<>();
  private final List<Submitted> submitted = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Submitted> unseen = new LinkedBlockingQueue<>();
  private final List<BindRequest> binds = new CopyOnWriteArrayList<>();
  private final AtomicLong ids =
      new AtomicLong(ThreadLocalRandom.current().nextLong(1L << 34, 1L << 36));
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile SmscAnswer otherwise = new SmscAnswer.Take();
  private volatile Receipts receipts = Receipts.NONE;
  private volatile Ids form = Ids.SAME;
  private volatile String state = "DELIVRD";
  private volatile int refuseBinds;
  private volatile boolean notes = true;
  private ServerSocket listener;
  private final int port;

  private TestSmsc(Optional<SmscTls> tls) {
    this.tls = tls;
    listener = listen(0);
    port = listener.getLocalPort();
  }

  public static TestSmsc start() {
    return new TestSmsc(Optional.empty());
  }

  static TestSmsc start(SmscTls tls) {
    return new TestSmsc(Optional.of(tls));
  }

  public int port() {
    return port;
  }

  /** What it does with the next submits, one after the other. */
  public void next(SmscAnswer... answers) {
    script.addAll(List.of(answers));
  }

  /** What it does with submits that the script does not name. */
  public void otherwise(SmscAnswer answer) {
    otherwise = answer;
  }

  public void receipts(Receipts when, Ids how) {
    receipts = when;
    form = how;
  }

  /** What receipts say from now on. */
  public void state(String stat) {
    state = stat;
  }

  /** Refuses binds with this status; 0 takes them. */
  void refuseBinds(int status) {
    refuseBinds = status;
  }

  /** Notes no submits any more, for long runs. */
  public void notesNothing() {
    notes = false;
  }

  public List<Submitted> submitted() {
    return List.copyOf(submitted);
  }

  public long taken() {
    return taken.get();
  }

  /** How often something was brought again because it was not confirmed. */
  public long broughtAgain() {
    return repeated.get();
  }

  public List<BindRequest> binds() {
    return List.copyOf(binds);
  }

  /** The next submit that it has seen. */
  public Submitted awaitSubmit() throws InterruptedException {
    Submitted next = unseen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("Nothing was submitted");
    }
    return next;
  }

  Optional<Submitted> pollSubmit(Duration patience) throws InterruptedException {
    return Optional.ofNullable(unseen.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** A bind, waited for. */
  public SMPPServerSession awaitBind() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    synchronized (bound) {
      while (receivable().isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || closed.getCount() == 0) {
          throw new IllegalStateException("There is no bind");
        }
        bound.wait(left);
      }
      return receivable().get(0);
    }
  }

  /** Loses all connections. */
  public void dropBinds() {
    for (Socket socket : List.copyOf(sockets)) {
      closeQuietly(socket);
    }
    sockets.clear();
  }

  /** Unbinds all. */
  public void unbindAll() {
    List.copyOf(bound).forEach(SMPPServerSession::unbindAndClose);
  }

  /** Takes no connections any more, and loses those that stand. */
  public synchronized void goAway() {
    closeQuietly(listener);
    dropBinds();
  }

  /** Listens again, as soon as its port is free again. */
  public synchronized void comeBack() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        listener = listen(port);
        return;
      } catch (UncheckedIOException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Brings a receipt, as often as it takes. */
  public void receipt(long number, String stat) {
    String text =
        "id:%s sub:001 dlvrd:001 submit date:2611271500 done date:2611271501 stat:%s err:%s text:Hello"
            .formatted(form.receipt.apply(number), stat, stat.equals("DELIVRD") ? "000" : "045");
    bring((byte) 0x04, (byte) 0, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Brings a text, as often as it takes. */
  public void message(String text) {
    bring((byte) 0, (byte) 0, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Brings something until it is confirmed. */
  private void bring(byte esmClass, byte dataCoding, byte[] octets) {
    while (closed.getCount() > 0) {
      try {
        if (deliver("4711111111", "2000", esmClass, dataCoding, octets) == 0) {
          return;
        }
      } catch (IllegalStateException e) {
        return; // no bind for a long time
      } catch (IOException | InterruptedException e) {
        if (closed.getCount() == 0) {
          return;
        }
      }
      repeated.incrementAndGet();
    }
  }

  /**
   * Brings something once.
   *
   * @return the command status of the answer
   * @throws IOException where there was none
   */
  int deliver(
      String from,
      String to,
      byte esmClass,
      byte dataCoding,
      byte[] octets,
      OptionalParameter... options)
      throws IOException, InterruptedException {
    SMPPServerSession session = awaitBind();
    try {
      session.deliverShortMessage(
          "",
          TypeOfNumber.INTERNATIONAL,
          NumberingPlanIndicator.ISDN,
          from,
          TypeOfNumber.NETWORK_SPECIFIC,
          NumberingPlanIndicator.UNKNOWN,
          to,
          new ESMClass(esmClass),
          (byte) 0,
          (byte) 0,
          new RegisteredDelivery(0),
          new RawDataCoding(dataCoding),
          octets,
          options);
      return 0;
    } catch (NegativeResponseException e) {
      return e.getCommandStatus();
    } catch (PDUException e) {
      throw new IllegalArgumentException(e);
    } catch (org.jsmpp.extra.ResponseTimeoutException | org.jsmpp.InvalidResponseException e) {
      throw new IOException(e);
    }
  }

  /** How this SMSC writes an id into its answer to a submit. */
  String answeredId(long number) {
    return form.answer.apply(number);
  }

  @Override
  public void close() {
    closed.countDown();
    goAway();
    synchronized (bound) {
      bound.notifyAll();
    }
    deliveries.shutdownNow();
    timer.shutdownNow();
    threads.shutdownNow();
  }

  private ServerSocket listen(int onPort) {
    ServerSocket socket = null;
    try {
      socket = tls.isPresent() ? tls.get().serverSocket() : new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort));
      ServerSocket bound = socket;
      threads.execute(() -> accept(bound));
      return bound;
    } catch (IOException e) {
      if (socket != null) {
        closeQuietly(socket);
      }
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket socket = from.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException | RejectedExecutionException e) {
        closeQuietly(from);
      }
    }
  }

  private void serve(Socket socket) {
    try {
      SMPPServerSession session =
          new SMPPServerSession(
              new SocketConnection(socket),
              (now, before, source) -> stateChanged((SMPPServerSession) source),
              new SmscReceiver(this::taken),
              new SmscReceiver.Answered(this::answered),
              PROCESSORS,
              5_000);
      session.setTransactionTimer(10_000);
      session.setEnquireLinkTimer(60_000);
      BindRequest request = session.waitForBind(5_000);
      binds.add(request);
      if (refuseBinds != 0) {
        request.reject(refuseBinds);
        return;
      }
      request.accept("test", InterfaceVersion.IF_34);
      stateChanged(session);
    } catch (TimeoutException | IOException | PDUException | IllegalStateException e) {
      closeQuietly(socket);
    }
  }

  private void stateChanged(SMPPServerSession session) {
    synchronized (bound) {
      if (session.getSessionState().isBound()) {
        bound.add(session);
      } else {
        bound.remove(session);
      }
      bound.notifyAll();
    }
  }

  private List<SMPPServerSession> receivable() {
    List<SMPPServerSession> found = new ArrayList<>(bound);
    found.removeIf(session -> !session.getSessionState().isReceivable());
    return found;
  }

  private SubmitSmResult taken(SubmitSm pdu, SMPPServerSession session)
      throws ProcessRequestException {
    SmscAnswer answer = Optional.ofNullable(script.poll()).orElse(otherwise);
    if (answer instanceof SmscAnswer.Refuse refuse) {
      throw new ProcessRequestException("refused", refuse.status());
    }
    long number = ids.incrementAndGet();
    taken.incrementAndGet();
    if (notes) {
      Submitted noted = new Submitted(number, pdu);
      submitted.add(noted);
      unseen.add(noted);
    }
    boolean wanted = (pdu.getRegisteredDelivery() & 1) != 0;
    if (wanted && receipts == Receipts.EARLY) {
      receipt(number, state);
    }
    if (wanted && answer instanceof SmscAnswer.Never) {
      answered(number);
    }
    hold(answer, session);
    return result(number, wanted);
  }

  private void hold(SmscAnswer answer, SMPPServerSession session) {
    try {
      if (answer instanceof SmscAnswer.TakeLate late) {
        late.when().await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } else if (answer instanceof SmscAnswer.Never) {
        closed.await();
      } else if (answer instanceof SmscAnswer.Drop) {
        session.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SubmitSmResult result(long number, boolean wanted) {
    try {
      return new SmscReceiver.NumberedResult(new MessageId(answeredId(number)), number, wanted);
    } catch (PDUException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answered(long number) {
    switch (receipts) {
      case NONE, EARLY -> {}
      case AFTER -> deliveries.execute(() -> receipt(number, state));
      case MIXED_AND_TWICE -> {
        for (int i = 0; i < 2; i++) {
          timer.schedule(
              () -> deliveries.execute(() -> receipt(number, state)),
              ThreadLocalRandom.current().nextInt(50),
              TimeUnit.MILLISECONDS);
        }
      }
    }
  }

  private static void closeQuietly(AutoCloseable what) {
    try {
      what.close();
    } catch (Exception e) {
      // it is closed then
    }
  }

  /** In a group of their own, as is what they start: none of them is the plugin's. */
  private static Thread thread(Runnable work) {
    Thread thread = new Thread(GROUP, work, "test-smsc");
    thread.setDaemon(true);
    return thread;
  }
}
