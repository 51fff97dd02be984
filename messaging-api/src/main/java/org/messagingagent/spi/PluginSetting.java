package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * One setting that a plugin has: its key, what it may be, and what it means. Immutable; each method
 * that changes something answers a new object.
 *
 * <pre>{@code
 * List.of(
 *     PluginSetting.url("url").required().describedAs("Where the gateway takes messages"),
 *     PluginSetting.text("password").required().secret().describedAs("Of the account there"),
 *     PluginSetting.number("window").between(1, 1000).withDefault(10)
 *         .describedAs("How many messages are on their way at a time"),
 *     PluginSetting.textsBelow("header.").describedAs("Headers that each request gets"))
 * }</pre>
 */
public final class PluginSetting {

  /** What a value may be. */
  public enum Type {
    /** Any text. */
    TEXT("a text"),
    /** A whole number that fits into 64 bits. */
    NUMBER("a whole number"),
    /** {@code true} or {@code false}, in any letter case. */
    BOOLEAN("true or false"),
    /** A time with its unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}. */
    DURATION("a time with a unit, such as 500ms, 30s or 5m"),
    /** An absolute address with a host: {@code https://gateway.example.com/send}. */
    URL("a URL such as https://gateway.example.com/send"),
    /** The path of a file or directory, which need not exist. */
    PATH("the path of a file or directory");

    private final String expected;

    Type(String expected) {
      this.expected = expected;
    }

    /** What is expected, in words that follow "must be". */
    public String expected() {
      return expected;
    }
  }

  /** Looks at a value that is right by its type. */
  @FunctionalInterface
  public interface Check {

    /**
     * What is wrong with the value, in words that follow the key, such as {@code "must begin with
     * +"}; empty where it is right. Must not quote the value of a secret.
     */
    Optional<String> problem(String value);
  }

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,126}");

  private final String key;
  private final Type type;
  private final boolean below;
  private final boolean required;
  private final boolean secret;
  private final Optional<String> defaultValue;
  private final List<String> allowed;
  private final Optional<Range> range;
  private final Optional<Check> check;
  private final String description;

  private PluginSetting(Draft draft) {
    this.key = draft.key;
    this.type = draft.type;
    this.below = draft.below;
    this.required = draft.required;
    this.secret = draft.secret;
    this.defaultValue = draft.defaultValue;
    this.allowed = List.copyOf(draft.allowed);
    this.range = draft.range;
    this.check = draft.check;
    this.description = draft.description;
  }

  /** A text. */
  public static PluginSetting text(String key) {
    return of(key, Type.TEXT);
  }

  /** A whole number. */
  public static PluginSetting number(String key) {
    return of(key, Type.NUMBER);
  }

  /** True or false. */
  public static PluginSetting flag(String key) {
    return of(key, Type.BOOLEAN);
  }

  /** A time. */
  public static PluginSetting duration(String key) {
    return of(key, Type.DURATION);
  }

  /** An address. */
  public static PluginSetting url(String key) {
    return of(key, Type.URL);
  }

  /** A file or directory. */
  public static PluginSetting path(String key) {
    return of(key, Type.PATH);
  }

  /**
   * Texts under names that the operator chooses: {@code textsBelow("header.")} takes {@code
   * header.X-Api-Key}. They are optional and have no default.
   *
   * @param prefix ends with a dot
   */
  public static PluginSetting textsBelow(String prefix) {
    if (!prefix.endsWith(".")) {
      throw new IllegalArgumentException("The prefix '%s' must end with a dot".formatted(prefix));
    }
    return of(prefix, Type.TEXT).with(draft -> draft.below = true);
  }

  private static PluginSetting of(String key, Type type) {
    return new PluginSetting(new Draft(checkedKey(key), type));
  }

  private static String checkedKey(String key) {
    if (!KEY.matcher(requireNonNull(key, "key is null")).matches()) {
      throw new IllegalArgumentException(
          "The key '%s' must be 1 to 127 letters, digits, '-', '_' and '.', beginning with a letter or digit"
              .formatted(key));
    }
    return key;
  }

  /** The same, which the operator has to set. */
  public PluginSetting required() {
    if (below || defaultValue.isPresent()) {
      throw new IllegalStateException(
          "%s cannot be required: it has a default, or stands for many".formatted(key));
    }
    return with(draft -> draft.required = true);
  }

  /** The same, whose value is shown to nobody: not in listings, not in problems, not in logs. */
  public PluginSetting secret() {
    return with(draft -> draft.secret = true);
  }

  /**
   * The same, with a value where the operator sets none.
   *
   * @throws IllegalArgumentException where the value is none that an operator may set
   */
  public PluginSetting withDefault(String value) {
    if (below || required) {
      throw new IllegalStateException(
          "%s cannot have a default: it is required, or stands for many".formatted(key));
    }
    return with(draft -> draft.defaultValue = Optional.of(value));
  }

  /** As {@link #withDefault(String)}. */
  public PluginSetting withDefault(long value) {
    return withDefault(Long.toString(value));
  }

  /** As {@link #withDefault(String)}. */
  public PluginSetting withDefault(boolean value) {
    return withDefault(Boolean.toString(value));
  }

  /** As {@link #withDefault(String)}. */
  public PluginSetting withDefault(Duration value) {
    return withDefault(DurationText.of(value));
  }

  /** The same, which may have these values alone. */
  public PluginSetting oneOf(String... values) {
    return with(draft -> draft.allowed = List.of(values));
  }

  /** The same, a number within these bounds, both included. */
  public PluginSetting between(long least, long most) {
    return within(Type.NUMBER, new Range(least, most, Long.toString(least), Long.toString(most)));
  }

  /** The same, a time within these bounds, both included. */
  public PluginSetting between(Duration least, Duration most) {
    return within(
        Type.DURATION,
        new Range(
            least.toMillis(), most.toMillis(), DurationText.of(least), DurationText.of(most)));
  }

  /** The same, with a check of the plugin's own. */
  public PluginSetting checkedBy(Check other) {
    return with(draft -> draft.check = Optional.of(other));
  }

  /** The same, with what it means, in a sentence or two for an operator. */
  public PluginSetting describedAs(String text) {
    requireNonNull(text, "text is null");
    return with(draft -> draft.description = text);
  }

  private PluginSetting within(Type expected, Range bounds) {
    if (type != expected) {
      throw new IllegalStateException(
          "%s is %s and cannot have these bounds".formatted(key, type.expected()));
    }
    if (bounds.least() > bounds.most()) {
      throw new IllegalArgumentException("%s has bounds that nothing is within".formatted(key));
    }
    return with(draft -> draft.range = Optional.of(bounds));
  }

  private PluginSetting with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return checkedDefault(new PluginSetting(draft));
  }

  private static PluginSetting checkedDefault(PluginSetting setting) {
    setting
        .defaultValue
        .flatMap(setting::problem)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(
                  "The default of %s is wrong: it %s".formatted(setting.key, problem));
            });
    return setting;
  }

  /** The key without {@code messaging.plugin.<name>.}; with {@link #standsForMany()} the prefix. */
  public String key() {
    return key;
  }

  /** What its value may be. */
  public Type type() {
    return type;
  }

  /** Whether it stands for all keys that begin with {@link #key()}. */
  public boolean standsForMany() {
    return below;
  }

  /** Whether the operator has to set it. */
  public boolean isRequired() {
    return required;
  }

  /** Whether its value is shown to nobody. */
  public boolean isSecret() {
    return secret;
  }

  /** The value where the operator sets none. */
  public Optional<String> defaultValue() {
    return defaultValue;
  }

  /** The only values that it may have; empty for any. */
  public List<String> allowedValues() {
    return allowed;
  }

  /** What its value may be, in words that follow "must be". */
  public String expected() {
    if (!allowed.isEmpty()) {
      return "one of " + String.join(", ", allowed);
    }
    return range
        .map(r -> "%s from %s to %s".formatted(bounded(), r.leastText(), r.mostText()))
        .orElse(type.expected());
  }

  private String bounded() {
    return type == Type.DURATION ? "a time with a unit," : type.expected();
  }

  /** What it means; may be empty. */
  public String description() {
    return description;
  }

  /** Whether this is the setting of that key. */
  boolean matches(String other) {
    return below ? other.startsWith(key) && other.length() > key.length() : other.equals(key);
  }

  /** What is wrong with a value, in words that follow the key; empty where it is right. */
  public Optional<String> problem(String value) {
    String text = requireNonNull(value, "value is null").trim();
    if (!isOfType(text)
        || !allowed.isEmpty() && !allowed.contains(text)
        || range.isPresent() && !range.get().contains(amount(text))) {
      return Optional.of(
          secret
              ? "must be " + expected()
              : "must be %s, was '%s'".formatted(expected(), shortened(text)));
    }
    return check.flatMap(c -> c.problem(value));
  }

  private boolean isOfType(String text) {
    return switch (type) {
      case TEXT -> true;
      case NUMBER -> isNumber(text);
      case BOOLEAN -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
      case DURATION -> DurationText.parse(text).isPresent();
      case URL -> isUrl(text);
      case PATH -> isPath(text);
    };
  }

  private long amount(String text) {
    return type == Type.DURATION
        ? DurationText.parse(text).map(Duration::toMillis).orElse(0L)
        : Long.parseLong(text);
  }

  private static boolean isNumber(String text) {
    try {
      Long.parseLong(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isPath(String text) {
    try {
      return !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  /** The key and what it may be. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(key, expected());
  }

  /** A setting that is being made. */
  private static final class Draft {

    private final String key;
    private final Type type;
    private boolean below;
    private boolean required;
    private boolean secret;
    private Optional<String> defaultValue = Optional.empty();
    private List<String> allowed = List.of();
    private Optional<Range> range = Optional.empty();
    private Optional<Check> check = Optional.empty();
    private String description = "";

    Draft(String key, Type type) {
      this.key = key;
      this.type = type;
    }

    Draft(PluginSetting setting) {
      this(setting.key, setting.type);
      below = setting.below;
      required = setting.required;
      secret = setting.secret;
      defaultValue = setting.defaultValue;
      allowed = setting.allowed;
      range = setting.range;
      check = setting.check;
      description = setting.description;
    }
  }

  /** Bounds in the unit of the type: the number itself, or milliseconds. */
  private record Range(long least, long most, String leastText, String mostText) {

    boolean contains(long amount) {
      return amount >= least && amount <= most;
    }
  }
}
