package org.messagingagent.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A call about many items, made in as many parts as the server's limit asks for, one after the
 * other. Each part has a key of its own, which depends on the call's key and the part's place
 * alone, so that the same call repeated meets the same keys.
 */
final class Batch<I> implements Running<List<DeliveryStatus>> {

  static final String BODY_TOO_LARGE = "BODY_TOO_LARGE";
  private static final String TOO_MANY = "TOO_MANY";
  private static final int LONGEST_KEY = 200;

  private final List<I> items;
  private final Optional<String> key;
  private final Maker<I> maker;
  private final Function<Operation<?, List<DeliveryStatus>>, Running<List<DeliveryStatus>>> calls;
  private final AtomicInteger limit;
  private final List<DeliveryStatus> statuses = new ArrayList<>();
  private final CompletableFuture<List<DeliveryStatus>> result = new CompletableFuture<>();
  private Optional<Running<List<DeliveryStatus>>> current = Optional.empty();
  private Optional<String> stopped = Optional.empty();
  private int most;

  /** Makes the operation for a part. */
  @FunctionalInterface
  interface Maker<I> {
    Operation<?, List<DeliveryStatus>> of(List<I> part, Optional<String> key);
  }

  /**
   * @param key of the whole call; empty where it changes nothing
   * @param calls makes a call of an operation
   * @param limit the most items of a part, as known of the server until now
   */
  Batch(
      List<I> items,
      Optional<String> key,
      Maker<I> maker,
      Function<Operation<?, List<DeliveryStatus>>, Running<List<DeliveryStatus>>> calls,
      AtomicInteger limit) {
    this.items = items;
    this.key = key;
    this.maker = maker;
    this.calls = calls;
    this.limit = limit;
    this.most = limit.get();
  }

  @Override
  public CompletableFuture<List<DeliveryStatus>> result() {
    return result;
  }

  @Override
  public void start() {
    if (stopped.isPresent()) {
      end(Failures.notSent(stopped.get()));
      return;
    }
    int from = statuses.size();
    int to = Math.min(items.size(), from + most);
    Running<List<DeliveryStatus>> part =
        calls.apply(maker.of(items.subList(from, to), keyOf(from, to)));
    current = Optional.of(part);
    part.result().whenComplete((done, failure) -> ended(to - from, done, failure));
    part.start();
  }

  @Override
  public void stop(String why) {
    stopped = Optional.of(why);
    current.ifPresent(part -> part.stop(why));
  }

  private void ended(int size, List<DeliveryStatus> done, Throwable failure) {
    if (failure == null) {
      statuses.addAll(done);
      if (statuses.size() == items.size()) {
        result.complete(List.copyOf(statuses));
      } else {
        start();
      }
    } else if (failure instanceof RejectedException refused && isTooBig(refused) && size > 1) {
      most = (size + 1) / 2;
      if (refused.code().equals(TOO_MANY)) {
        limit.accumulateAndGet(most, Math::min);
      }
      start();
    } else {
      end(failure);
    }
  }

  private static boolean isTooBig(RejectedException refused) {
    return refused.code().equals(TOO_MANY) || refused.code().equals(BODY_TOO_LARGE);
  }

  private void end(Throwable failure) {
    if (!(failure instanceof MessagingClientException known)) {
      result.completeExceptionally(failure);
    } else if (key.isEmpty() || statuses.isEmpty()) {
      result.completeExceptionally(known.under(key));
    } else {
      result.completeExceptionally(
          new PartlySentException(known, List.copyOf(statuses), items.size(), key));
    }
  }

  private Optional<String> keyOf(int from, int to) {
    return to - from == items.size()
        ? key
        : key.map(whole -> "%s.%d-%d".formatted(shortened(whole), from, to - 1));
  }

  private static String shortened(String key) {
    if (key.length() <= LONGEST_KEY) {
      return key;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
