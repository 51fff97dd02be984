package org.messagingagent.server.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.messagingagent.spi.MessagingPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds plugins and asks each what it is. What cannot be used is logged in one line and noted. For
 * one thread.
 */
final class PluginFinder {

  private static final Logger log = LoggerFactory.getLogger(PluginFinder.class);

  /** Keeps a service file that is broken over and over from holding up the start for ever. */
  private static final int MAX_ERRORS_IN_ONE_PLACE = 20;

  private final Duration limit;
  private final ClassLoader host;
  private final Consumer<PluginFailure> report;
  private final Map<String, Candidate> candidates = new LinkedHashMap<>();
  private final List<PluginFailure> failures = new ArrayList<>();
  private final List<PluginClassLoader> loaders = new ArrayList<>();

  /**
   * @param limit how long a plugin may take to tell what it is
   * @param host where built-in plugins and the shared packages are
   * @param report is told of each plugin that cannot be used
   */
  PluginFinder(Duration limit, ClassLoader host, Consumer<PluginFailure> report) {
    this.limit = limit;
    this.host = host;
    this.report = report;
  }

  /** Looks for plugins in one place. */
  void look(Place place) {
    if (place instanceof Place.Application application) {
      given(application.plugin());
    } else if (place instanceof Place.Entry entry) {
      entry(entry);
    } else if (place instanceof Place.Server) {
      builtIn();
    }
  }

  /** What was found, one of a name, in the order in which it was found. */
  List<Candidate> candidates() {
    return List.copyOf(candidates.values());
  }

  /** The one of this name. */
  Optional<Candidate> candidate(String name) {
    return Optional.ofNullable(candidates.get(name));
  }

  /** What cannot be used. */
  List<PluginFailure> failures() {
    return List.copyOf(failures);
  }

  /** The loaders that were made for plugins in the directory. */
  List<PluginClassLoader> loaders() {
    return List.copyOf(loaders);
  }

  /** Takes plugins that the application made. */
  void given(List<? extends MessagingPlugin> plugins) {
    plugins.forEach(this::given);
  }

  private void given(MessagingPlugin plugin) {
    ClassLoader loader = plugin.getClass().getClassLoader();
    describe(new Place.Application(plugin), loader, () -> plugin, true);
  }

  /** Looks on the server's own class path. */
  void builtIn() {
    discover(new Place.Server(), host);
  }

  /** Looks in a directory, which need not exist. */
  void directory(Path directory) {
    List<Place.Entry> entries = entries(directory);
    WritableByOthers.warn(directory, entries.stream().map(Place.Entry::path).toList());
    entries.forEach(this::entry);
  }

  /** What may be a plugin in a directory, which need not exist, by file name. */
  List<Place.Entry> entries(Path directory) {
    if (!Files.exists(directory)) {
      log.debug("There is no plugins directory {}", directory);
      return List.of();
    }
    try (Stream<Path> listed = Files.list(directory)) {
      return listed.filter(PluginFinder::mayBePlugin).sorted().map(Place.Entry::new).toList();
    } catch (IOException e) {
      fail(
          new Place.Entry(directory),
          Optional.empty(),
          "the plugins directory cannot be read (%s); let messaging.plugins.dir name a directory that the server's user may read"
              .formatted(e.getClass().getSimpleName()));
      return List.of();
    }
  }

  private void entry(Place.Entry entry) {
    try {
      location(entry);
    } catch (UnusablePluginException e) {
      fail(entry, Optional.empty(), e.getMessage());
    }
  }

  static boolean mayBePlugin(Path entry) {
    return !entry.getFileName().toString().startsWith(".")
        && (Files.isDirectory(entry) || JarCheck.isNamedJar(entry));
  }

  private void location(Place.Entry place) throws UnusablePluginException {
    Path entry = place.path();
    List<Path> jars = Files.isDirectory(entry) ? jarsIn(entry) : List.of(entry);
    for (Path jar : jars) {
      JarCheck.check(jar);
    }
    PluginClassLoader loader = loaderOf(entry, jars);
    loaders.add(loader);
    if (discover(place, loader) == 0) {
      throw new UnusablePluginException(
          "it has no %s that names a plugin; get a JAR that is a messaging plugin, and put a library into the subdirectory of the plugin that needs it"
              .formatted(JarCheck.SERVICE_FILE));
    }
  }

  private PluginClassLoader loaderOf(Path entry, List<Path> jars) throws UnusablePluginException {
    try {
      PluginClassLoader loader = new PluginClassLoader(entry.getFileName().toString(), jars, host);
      if (!loader.namedBeside().isEmpty()) {
        log.info(
            "{} names {} as Class-Path, which is not followed; where the plugin needs it, put both"
                + " into a subdirectory of the plugins directory",
            entry,
            Texts.line(String.join(" ", loader.namedBeside()), 200));
      }
      return loader;
    } catch (IOException | RuntimeException e) {
      throw JarCheck.damaged(entry, e);
    }
  }

  private static List<Path> jarsIn(Path directory) throws UnusablePluginException {
    try (Stream<Path> listed = Files.list(directory)) {
      List<Path> jars =
          listed
              .filter(file -> JarCheck.isNamedJar(file) && !Files.isDirectory(file))
              .sorted()
              .toList();
      if (jars.isEmpty()) {
        throw new UnusablePluginException(
            "it is a directory without JARs; put the plugin's JAR and its libraries into it, or remove it");
      }
      return jars;
    } catch (IOException e) {
      throw new UnusablePluginException(
          "it cannot be read (%s); let the server's user read it"
              .formatted(e.getClass().getSimpleName()));
    }
  }

  /** Describes each plugin of one place; answers how many there were, good and bad. */
  private int discover(Place place, ClassLoader loader) {
    Iterator<ServiceLoader.Provider<MessagingPlugin>> providers =
        ServiceLoader.load(MessagingPlugin.class, loader).stream().iterator();
    int found = 0;
    int errors = 0;
    while (errors < MAX_ERRORS_IN_ONE_PLACE) {
      try {
        if (!providers.hasNext()) {
          return found;
        }
        ServiceLoader.Provider<MessagingPlugin> provider = providers.next();
        describe(place, loader, provider, false);
      } catch (ServiceConfigurationError | LinkageError e) {
        errors++;
        fail(place, Optional.empty(), Problems.explain("<name>", e));
        Problems.trace(log, place.text(), e);
      }
      found++;
    }
    return found;
  }

  private void describe(
      Place place, ClassLoader loader, Supplier<? extends MessagingPlugin> maker, boolean given) {
    AtomicReference<String> name = new AtomicReference<>();
    BoundedCall<Candidate> asking =
        BoundedCall.start(
            "plugin-load",
            loader,
            () -> {
              MessagingPlugin plugin = maker.get();
              name.set(PluginInquiry.checkedName(plugin.name()));
              return new Candidate(
                  plugin,
                  PluginInquiry.of(plugin, name.get()),
                  given || plugin.enabledByDefault(),
                  place,
                  plugin.getClass().getClassLoader());
            },
            late -> {});
    try {
      add(asking.await(limit));
    } catch (ExecutionException e) {
      Optional<String> known = Optional.ofNullable(name.get());
      fail(place, known, Problems.explain(known.orElse("<name>"), e.getCause()));
      Problems.trace(log, place.text(), e.getCause());
    } catch (TimeoutException e) {
      fail(
          place,
          Optional.ofNullable(name.get()),
          "its constructor or what it tells of itself, such as name(), did not return within %s; work belongs into open()"
              .formatted(seconds(limit)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(place, Optional.ofNullable(name.get()), "the start of the server was interrupted");
    }
  }

  private void add(Candidate candidate) {
    Candidate first = candidates.putIfAbsent(candidate.name(), candidate);
    if (first != null && !isStoodInFor(candidate, first)) {
      fail(
          candidate.place(),
          Optional.of(candidate.name()),
          "the name '%s' belongs to the plugin from %s already; remove the one from %s or the one from %s"
              .formatted(
                  candidate.name(), first.location(), first.location(), candidate.location()));
    }
  }

  /** Whether the application made an object of a class that is on the class path as well. */
  private static boolean isStoodInFor(Candidate candidate, Candidate first) {
    return candidate.plugin().getClass() == first.plugin().getClass()
        && !candidate.location().equals(first.location());
  }

  static String seconds(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private void fail(Place place, Optional<String> name, String reason) {
    PluginFailure failure = new PluginFailure(place.text(), name, reason);
    failures.add(failure);
    report.accept(failure);
  }
}
