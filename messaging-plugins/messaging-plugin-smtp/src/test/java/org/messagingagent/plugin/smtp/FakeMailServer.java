package org.messagingagent.plugin.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that does as the test says, also what no real one does, and notes every byte. */
public final class FakeMailServer implements AutoCloseable {

  /** What it answers, or does instead. */
  public sealed interface Act {}

  /** A line or several, with their codes, without the last end. */
  public record Say(String text) implements Act {}

  /** Ends the connection. */
  public record Drop() implements Act {}

  /** Says nothing, and keeps the connection. */
  public record Silence() implements Act {}

  /** Sends a byte now and then, and never an end of line. */
  public record Trickle() implements Act {}

  /** Sends lines for ever that are never the last one. */
  public record Flood() implements Act {}

  /** Says this when the latch has reached zero, or after this time. */
  public record SayLater(String text, CountDownLatch release, Duration patience) implements Act {}

  /** A mail as it came: the arguments of MAIL and RCPT, and each byte up to the dot. */
  public record Taken(String from, List<String> to, byte[] data) {

    public String text() {
      return new String(data, UTF_8);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Map<String, Queue<Act>> next = new ConcurrentHashMap<>();
  private final Map<String, Act> always = new ConcurrentHashMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> unseen = new LinkedBlockingQueue<>();
  private final List<Taken> mails = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = new HashSet<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final int port;
  private volatile List<String> extensions = List.of("8BITMIME", "SIZE 200000000");
  private volatile Optional<SSLContext> tls = Optional.empty();
  private volatile boolean encryptedFromStart;
  private volatile Optional<String> password = Optional.empty();
  private ServerSocket listening;

  private FakeMailServer() {
    listening = listen(0);
    port = listening.getLocalPort();
  }

  public static FakeMailServer start() {
    return new FakeMailServer();
  }

  public int port() {
    return port;
  }

  public FakeMailServer offering(String... lines) {
    extensions = List.of(lines);
    return this;
  }

  /** Encrypts with this certificate of the test's, after STARTTLS or from the start. */
  public FakeMailServer encrypted(String certificate, boolean fromStart) {
    tls = Optional.of(context(certificate));
    encryptedFromStart = fromStart;
    return this;
  }

  /** Takes this one alone, by any mechanism. */
  public FakeMailServer taking(String secret) {
    password = Optional.of(secret);
    return this;
  }

  /** Does this at the next command of this verb, or GREETING, or END for the dot. */
  public FakeMailServer next(String verb, Act... acts) {
    next.computeIfAbsent(verb, v -> new ConcurrentLinkedQueue<>()).addAll(List.of(acts));
    return this;
  }

  public FakeMailServer always(String verb, Act act) {
    always.put(verb, act);
    return this;
  }

  /** Does as a mail server does again. */
  public FakeMailServer asUsual() {
    next.clear();
    always.clear();
    return this;
  }

  /** All commands so far. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  public List<Taken> mails() {
    return List.copyOf(mails);
  }

  public int connectionsSoFar() {
    return accepted.get();
  }

  public int openConnections() {
    synchronized (connections) {
      return connections.size();
    }
  }

  /** Waits for a command of this verb that was not waited for before; END for the dot. */
  public void await(String verb) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      String command = unseen.poll(100, TimeUnit.MILLISECONDS);
      if (command != null && command.startsWith(verb)) {
        return;
      }
    }
    throw new AssertionError("No " + verb + " came");
  }

  /** Ends all connections, as a server does that restarts or finds them idle for too long. */
  public void dropConnections() {
    List<Socket> all;
    synchronized (connections) {
      all = new ArrayList<>(connections);
    }
    all.forEach(FakeMailServer::end);
  }

  public synchronized void goAway() {
    end(listening);
    dropConnections();
  }

  public synchronized void comeBack() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (listening.isClosed()) {
      try {
        listening = listen(port);
      } catch (UncheckedIOException e) {
        // The port is free once the thread that accepted has ended.
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    goAway();
  }

  private ServerSocket listen(int onPort) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), onPort), 200);
      thread(() -> accept(socket));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        accepted.incrementAndGet();
        synchronized (connections) {
          connections.add(connection);
        }
        thread(() -> serve(connection));
      } catch (IOException e) {
        end(socket); // as when it goes away
      }
    }
  }

  private void serve(Socket connection) {
    try {
      new Conversation(connection).run();
    } catch (IOException | InterruptedException e) {
      commands.add("(lost)");
    } finally {
      end(connection);
      synchronized (connections) {
        connections.remove(connection);
      }
    }
  }

  private static void end(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void thread(Runnable work) {
    // The name is that of a gateway's threads, which are not the plugin's.
    Thread thread = new Thread(work, "fake-gateway-mail-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
  }

  private static SSLContext context(String certificate) {
    char[] word = "changeit".toCharArray();
    try (InputStream in =
        FakeMailServer.class.getResourceAsStream("/tls/" + certificate + ".p12")) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, word);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, word);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private final class Conversation {

    private final Socket plain;
    private InputStream in;
    private OutputStream out;
    private String from = "";
    private List<String> to = new ArrayList<>();

    Conversation(Socket plain) throws IOException {
      this.plain = plain;
      plain.setTcpNoDelay(true);
      if (encryptedFromStart) {
        encrypt();
      } else {
        in = new BufferedInputStream(plain.getInputStream());
        out = plain.getOutputStream();
      }
    }

    private void encrypt() throws IOException {
      SSLSocket socket =
          (SSLSocket) tls.orElseThrow().getSocketFactory().createSocket(plain, "client", 0, true);
      socket.setUseClientMode(false);
      socket.startHandshake();
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    void run() throws IOException, InterruptedException {
      if (!act("GREETING", "220 fake ESMTP")) {
        return;
      }
      for (Optional<String> line = line(); line.isPresent(); line = line()) {
        String command = line.get();
        note(command);
        String verb = command.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        if (!answer(verb, command) || verb.equals("QUIT")) {
          return;
        }
      }
    }

    private boolean answer(String verb, String command) throws IOException, InterruptedException {
      switch (verb) {
        case "EHLO" -> {
          return act(verb, capabilities());
        }
        case "STARTTLS" -> {
          boolean goesOn = act(verb, "220 go ahead");
          encrypt();
          return goesOn;
        }
        case "AUTH" -> {
          return logOn(command);
        }
        case "MAIL" -> {
          from = command;
          to = new ArrayList<>();
          return act(verb, "250 ok");
        }
        case "RCPT" -> {
          to.add(command);
          return act(verb, "250 ok");
        }
        case "DATA" -> {
          return data();
        }
        case "QUIT" -> {
          return act(verb, "221 bye");
        }
        default -> {
          return act(verb, "250 ok");
        }
      }
    }

    private String capabilities() {
      List<String> lines = new ArrayList<>(List.of("fake"));
      lines.addAll(extensions);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < lines.size(); i++) {
        boolean last = i == lines.size() - 1;
        text.append("250").append(last ? ' ' : '-').append(lines.get(i)).append(last ? "" : "\r\n");
      }
      return text.toString();
    }

    private boolean logOn(String command) throws IOException, InterruptedException {
      String[] words = command.split(" ");
      String said = words.length > 2 ? decoded(words[2]) : "";
      if (words[1].equals("LOGIN")) {
        say("334 VXNlcm5hbWU6");
        said = decoded(line().orElse(""));
        say("334 UGFzc3dvcmQ6");
        said += " " + decoded(line().orElse(""));
      }
      boolean right = password.isEmpty() || said.contains(password.get());
      return act("AUTH", right ? "235 welcome" : "535 5.7.8 wrong, you said " + said.length());
    }

    private static String decoded(String text) {
      return new String(Base64.getDecoder().decode(text), UTF_8);
    }

    private boolean data() throws IOException, InterruptedException {
      Act before = acting("DATA", "354 go on");
      if (!(before instanceof Say start) || !start.text().startsWith("354")) {
        return act(before);
      }
      say(start.text());
      if (next.getOrDefault("CONTENT", new ConcurrentLinkedQueue<>()).poll() instanceof Drop) {
        in.readNBytes(10);
        return false;
      }
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      for (Optional<String> line = line(); line.isPresent(); line = line()) {
        if (line.get().equals(".")) {
          Act act = acting("END", "250 taken");
          if (act instanceof SayLater || act instanceof Say say && say.text().startsWith("2")) {
            mails.add(new Taken(from, List.copyOf(to), content.toByteArray()));
          }
          note("END");
          return act(act);
        }
        content.writeBytes(line.get().getBytes(UTF_8));
        content.writeBytes("\r\n".getBytes(UTF_8));
      }
      return false;
    }

    /** Up to CR LF and nothing else; empty where the connection ended. */
    private Optional<String> line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int before = -1;
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n' && before == '\r') {
          byte[] bytes = line.toByteArray();
          return Optional.of(new String(bytes, 0, bytes.length - 1, UTF_8));
        }
        line.write(b);
        before = b;
      }
      return Optional.empty();
    }

    private Act acting(String verb, String usual) {
      Queue<Act> scripted = next.get(verb);
      Act act = scripted == null ? null : scripted.poll();
      return act != null ? act : always.getOrDefault(verb, new Say(usual));
    }

    private boolean act(String verb, String usual) throws IOException, InterruptedException {
      return act(acting(verb, usual));
    }

    private boolean act(Act act) throws IOException, InterruptedException {
      if (act instanceof Say say) {
        say(say.text());
        return true;
      }
      if (act instanceof SayLater later) {
        // Taken, and not said so yet.
        later.release().await(later.patience().toNanos(), TimeUnit.NANOSECONDS);
        say(later.text());
        return true;
      }
      if (act instanceof Silence) {
        closed.await(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
      } else if (act instanceof Trickle) {
        while (!closed.await(20, TimeUnit.MILLISECONDS)) {
          out.write('2');
          out.flush();
        }
      } else if (act instanceof Flood) {
        byte[] line = ("250-" + "x".repeat(1_000) + "\r\n").getBytes(UTF_8);
        while (closed.getCount() > 0) {
          out.write(line);
        }
      }
      return false;
    }

    private void say(String text) throws IOException {
      out.write((text + "\r\n").getBytes(UTF_8));
      out.flush();
    }

    private void note(String command) {
      commands.add(command);
      unseen.add(command);
    }
  }

  /** What a plugin is told to use it without encryption. */
  public Map<String, String> settings() {
    return new HashMap<>(
        Map.of(
            "host", "127.0.0.1",
            "port", Integer.toString(port),
            "tls", "none"));
  }
}
