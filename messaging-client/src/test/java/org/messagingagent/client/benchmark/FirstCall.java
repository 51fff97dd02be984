package org.messagingagent.client.benchmark;

import java.util.concurrent.TimeUnit;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;

/** In a fresh JVM: makes a client, and a call with its log-on at once; prints what each took. */
final class FirstCall {

  private FirstCall() {}

  /** Takes the address; prints milliseconds for making the client, and for the first call. */
  public static void main(String[] args) {
    long begin = System.nanoTime();
    try (MessagingClient client =
        MessagingClient.builder(args[0]).user("benchmark", "secret").build()) {
      long made = System.nanoTime();
      client.createMessage(IncomingMessage.forPlugin("file").content("first").build());
      long called = System.nanoTime();
      System.out.println(
          TimeUnit.NANOSECONDS.toMillis(made - begin)
              + " "
              + TimeUnit.NANOSECONDS.toMillis(called - made));
    }
  }
}
