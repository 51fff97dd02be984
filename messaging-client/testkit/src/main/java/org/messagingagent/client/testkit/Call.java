package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request as it came in over HTTP, and what it got.
 *
 * @param path where it went, with its query
 * @param contract the number NN of the contract ServicesNN; 0 where it speaks none
 * @param soapVersion {@code 1.1} or {@code 1.2}; empty where it is no SOAP
 * @param headers of HTTP, with names in lower case; the values of one that came several times are
 *     put together with commas
 * @param body of the request, at most its first 65,536 characters
 * @param status of HTTP, of an answer that is withheld as well; empty where there is none
 * @param errorCode why it was refused, one of the codes of {@code docs/errors.md}; empty where it
 *     was not
 * @param fault what the test had asked for; empty where the server answered by itself
 */
public record Call(
    Operation operation,
    String path,
    int contract,
    String soapVersion,
    Map<String, String> headers,
    String body,
    OptionalInt status,
    Optional<String> errorCode,
    Optional<Fault> fault) {

  public Call {
    requireNonNull(operation, "operation is null");
    requireNonNull(path, "path is null");
    requireNonNull(soapVersion, "soapVersion is null");
    headers = Map.copyOf(headers);
    requireNonNull(body, "body is null");
    requireNonNull(status, "status is null");
    requireNonNull(errorCode, "errorCode is null");
    requireNonNull(fault, "fault is null");
  }

  /**
   * A header of HTTP.
   *
   * @param name in any letter case
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** By which the server recognises a repeat. */
  public Optional<String> idempotencyKey() {
    return header("Idempotency-Key");
  }

  /** Leaves the body out, which is long. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(operation == Operation.OTHER ? path : operation.name());
    if (contract > 0) {
      text.append(" (Services").append(contract).append(", SOAP ").append(soapVersion).append(")");
    }
    idempotencyKey().ifPresent(key -> text.append(" key ").append(key));
    text.append(": ").append(status.isPresent() ? "HTTP " + status.getAsInt() : "no answer");
    errorCode.ifPresent(code -> text.append(", ").append(code));
    fault.ifPresent(asked -> text.append(", asked for: ").append(asked));
    return text.toString();
  }
}
