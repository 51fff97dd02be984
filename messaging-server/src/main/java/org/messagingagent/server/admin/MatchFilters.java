package org.messagingagent.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.admin.Administration.MatchQuery;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.MessageState;

/** What operators ask for, as the store's filters, and in words. */
final class MatchFilters {

  private MatchFilters() {}

  static IncomingFilter filter(MatchQuery query) {
    return new IncomingFilter(
        query.plugin(),
        query.state().map(MatchFilters::state),
        query.session(),
        query.reason(),
        query.receivedAfter().map(Words::time),
        query.receivedBefore().map(Words::time));
  }

  /** Those that can be changed; without a state the dead ones. */
  static IncomingFilter changeable(MatchQuery query, String what) {
    IncomingFilter filter = filter(query);
    if (filter.equals(filter(NONE))) {
      throw new AdministrationException(
          Reason.INVALID, "Say which messages: all of them is not taken for an answer");
    }
    if (filter.state().filter(state -> state == MessageState.HANDLED).isPresent()) {
      throw new AdministrationException(
          Reason.REFUSED, "Handled messages cannot be %s; nothing was changed".formatted(what));
    }
    return new IncomingFilter(
        filter.plugin(),
        Optional.of(filter.state().orElse(MessageState.DEAD)),
        filter.sessionKey(),
        filter.reason(),
        filter.receivedAfter(),
        filter.receivedBefore());
  }

  static String words(MatchQuery query) {
    List<String> words = new ArrayList<>();
    words.add("state " + query.state().orElse("dead"));
    query.plugin().ifPresent(plugin -> words.add("plugin '%s'".formatted(plugin)));
    query.session().ifPresent(session -> words.add("session '%s'".formatted(session)));
    query.reason().ifPresent(reason -> words.add("reason with '%s'".formatted(reason)));
    query.receivedAfter().ifPresent(time -> words.add("received from " + time));
    query.receivedBefore().ifPresent(time -> words.add("received before " + time));
    return String.join(", ", words);
  }

  private static final MatchQuery NONE =
      new MatchQuery(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static MessageState state(String word) {
    return Words.value(MessageState.values(), word, "state '%s' of incoming messages");
  }
}
